package io.sightline.domain.plates;

import io.sightline.domain.BadInput;
import io.sightline.domain.yaml.YamlDocument;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A region's plates: how a text that was read is spelt there, and what it can be at all. */
public final class RegionPack {
  /** The region that takes any plate. */
  public static final String ANY = "any";

  /** As the resources beside this class are named. */
  public static final List<String> IDS = List.of(ANY, "BR", "CL", "ES", "EU", "US");

  /** A plate that needs more corrections was not read. */
  public static final int MOST_CORRECTIONS = 2;

  private static final int NO_PLATE = MOST_CORRECTIONS + 1;
  private static final Map<String, RegionPack> BUNDLED = new ConcurrentHashMap<>();

  private final PlateRegion region;
  private final CharacterSet keep;
  private final List<PlateShape> shapes = new ArrayList<>();
  private final Map<Integer, int[]> confusions = new HashMap<>();

  RegionPack(PlateRegion region) {
    this.region = region;
    this.keep = PlatePattern.set(region.keep());
    region.formats().forEach(format -> shapes.addAll(PlatePattern.shapes(format.pattern())));
    region
        .confusions()
        .forEach(
            (character, others) ->
                confusions.put(
                    character.codePointAt(0),
                    others
                        .codePoints()
                        .distinct()
                        .filter(other -> other != character.codePointAt(0))
                        .toArray()));
  }

  /**
   * One of the bundled regions.
   *
   * @throws BadInput when there is no such region
   */
  public static RegionPack of(String id) {
    if (!IDS.contains(id)) {
      throw new BadInput(
          "There is no region '"
              + id
              + "' of plates; known are "
              + String.join(", ", IDS)
              + ", or give the file of your own, such as formats/co.yaml.");
    }
    return BUNDLED.computeIfAbsent(id, RegionPack::bundled);
  }

  private static RegionPack bundled(String id) {
    String resource = id + ".yaml";
    try (InputStream in = RegionPack.class.getResourceAsStream(resource)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new RegionPack(PlateRegion.of(YamlDocument.parse(resource, text)));
    } catch (IOException e) {
      throw new IllegalStateException("The region " + id + " cannot be read.", e);
    }
  }

  public String id() {
    return region.id();
  }

  public PlateRegion region() {
    return region;
  }

  /** Its orders of characters of a length, in the order of preference. */
  public List<PlateShape> shapes(int length) {
    return shapes.stream().filter(shape -> shape.length() == length).toList();
  }

  /**
   * What a character that was read may be instead, the likeliest first.
   *
   * @param character a code point
   */
  public int[] takenFor(int character) {
    return confusions.getOrDefault(character, new int[0]).clone();
  }

  /**
   * A text as this region spells it: compatibility forms and cases made one, signs and spaces
   * dropped, and, where that is no plate, up to two characters exchanged for ones they are taken
   * for, as few as possible.
   *
   * @return empty when it is no plate of this region
   */
  public Optional<String> spell(String read) {
    int[] text = cleaned(read).codePoints().toArray();
    PlateShape best = null;
    int fewest = NO_PLATE;
    for (PlateShape shape : shapes(text.length)) {
      int corrections = corrections(text, shape);
      if (corrections < fewest) {
        fewest = corrections;
        best = shape;
      }
    }
    return best == null ? Optional.empty() : Optional.of(spelt(text, best));
  }

  /** The characters that count, in this region's cases. */
  public String cleaned(String read) {
    StringBuilder text = new StringBuilder();
    Normalizer.normalize(read, Normalizer.Form.NFKC)
        .toUpperCase(Locale.ROOT)
        .codePoints()
        .filter(keep::contains)
        .limit(PlatePattern.MOST_CHARACTERS + 1L)
        .forEach(text::appendCodePoint);
    return text.toString();
  }

  private int corrections(int[] text, PlateShape shape) {
    int corrections = 0;
    for (int place = 0; place < text.length && corrections < NO_PLATE; place++) {
      if (!shape.allows(place, text[place])) {
        corrections += corrected(text, place, shape) < 0 ? NO_PLATE : 1;
      }
    }
    return corrections;
  }

  private String spelt(int[] text, PlateShape shape) {
    StringBuilder spelt = new StringBuilder();
    for (int place = 0; place < text.length; place++) {
      boolean fits = shape.allows(place, text[place]);
      spelt.appendCodePoint(fits ? text[place] : corrected(text, place, shape));
    }
    return spelt.toString();
  }

  /** The likeliest character that fits and is taken for the one that was read; −1 for none. */
  private int corrected(int[] text, int place, PlateShape shape) {
    for (int other : confusions.getOrDefault(text[place], new int[0])) {
      if (shape.allows(place, other)) {
        return other;
      }
    }
    return -1;
  }
}
