package io.sightline.renderer.things;

import java.util.Random;

/** Kinds of licence plates: what stands on them and how they look. */
public enum PlateFormat {
  CHILE("LLLLDD", true, 0xf2f2ee, 0x111111, 0),
  CHILE_OLD("LLDDDD", true, 0xf2f2ee, 0x111111, 0),
  SPAIN("DDDDLLL", true, 0xf5f5f2, 0x101010, 0x1a3a8f),
  GERMANY("LLLLDDD", true, 0xf5f5f2, 0x101010, 0x1a3a8f),
  BRITAIN("LLDDLLL", true, 0xe9c23c, 0x101010, 0),
  ITALY("LLDDDLL", true, 0xf5f5f2, 0x101010, 0x1a3a8f),
  CALIFORNIA("DLLLDDD", false, 0xf4f4f4, 0x1b2a66, 0),
  TEXAS("LLLDDDD", false, 0xf2f2f0, 0x14141c, 0),
  BRAZIL("LLLDLDD", true, 0xf5f5f5, 0x121212, 0x16358c);

  private static final String LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ";

  final String pattern;
  final boolean wide;
  final int ground;
  final int ink;
  final int band;

  /**
   * @param pattern L for a letter, D for a digit
   * @param wide 520 × 110 mm; otherwise 305 × 152
   * @param band colour of the strip on the left; 0 for none
   */
  PlateFormat(String pattern, boolean wide, int ground, int ink, int band) {
    this.pattern = pattern;
    this.wide = wide;
    this.ground = ground;
    this.ink = ink;
    this.band = band;
  }

  /** A text of this format. */
  public String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (char place : pattern.toCharArray()) {
      text.append(
          place == 'L'
              ? LETTERS.charAt(random.nextInt(LETTERS.length()))
              : (char) ('0' + random.nextInt(10)));
    }
    return text.toString();
  }
}
