package io.sightline.domain.plates;

import io.sightline.domain.BadInput;
import io.sightline.domain.yaml.YamlDocument;
import io.sightline.domain.yaml.YamlMap;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * What plates of a region look like: which characters count, the formats in order of preference,
 * and which characters a reader may take for which.
 */
public final class RegionPack {
  /** The region that takes any plate. */
  public static final String ANY = "any";

  /** As the resources beside this class are named. */
  public static final List<String> IDS = List.of(ANY, "BR", "CL", "ES", "EU", "US");

  /** A plate that needs more corrections was not read. */
  static final int MOST_CORRECTIONS = 2;

  /** Longer texts are no plates, and take too long to be corrected. */
  private static final int MOST_CHARACTERS = 16;

  private static final Map<String, RegionPack> READ = new ConcurrentHashMap<>();

  private final String id;
  private final String name;
  private final Pattern keep;
  private final List<Format> formats;
  private final Map<String, String> confusions;

  /** One order of letters and digits. */
  record Format(Pattern pattern, String example) {}

  private RegionPack(
      String id, String name, Pattern keep, List<Format> formats, Map<String, String> confusions) {
    this.id = id;
    this.name = name;
    this.keep = keep;
    this.formats = formats;
    this.confusions = confusions;
  }

  /**
   * @throws BadInput when there is no such region
   */
  public static RegionPack of(String id) {
    if (!IDS.contains(id)) {
      throw new BadInput(
          "There is no region '" + id + "' of plates; known are " + String.join(", ", IDS) + ".");
    }
    return READ.computeIfAbsent(id, RegionPack::read);
  }

  private static RegionPack read(String id) {
    String resource = id + ".yaml";
    try (InputStream in = RegionPack.class.getResourceAsStream(resource)) {
      YamlMap map =
          YamlDocument.parse(resource, new String(in.readAllBytes(), StandardCharsets.UTF_8));
      Map<String, String> confusions = new TreeMap<>();
      map.require("confusions")
          .asMap()
          .entries()
          .forEach((character, others) -> confusions.put(character, others.asText()));
      RegionPack pack =
          new RegionPack(
              id,
              map.text("name"),
              Pattern.compile(map.text("keep")),
              map.list("formats").stream().map(format -> format(format.asMap())).toList(),
              confusions);
      map.refuseOtherKeys();
      return pack;
    } catch (IOException e) {
      throw new IllegalStateException("The region " + id + " cannot be read.", e);
    }
  }

  private static Format format(YamlMap map) {
    Format format = new Format(Pattern.compile(map.text("pattern")), map.text("example"));
    map.refuseOtherKeys();
    return format;
  }

  public String id() {
    return id;
  }

  public String name() {
    return name;
  }

  List<Format> formats() {
    return formats;
  }

  /**
   * A text as this region spells it: compatibility forms and cases made one, signs and spaces
   * dropped, and, where that is no plate, up to two characters exchanged for ones they are taken
   * for, as few as possible.
   *
   * @return empty when it is no plate of this region
   */
  public Optional<String> spell(String read) {
    String text = cleaned(read);
    for (int corrections = 0; corrections <= MOST_CORRECTIONS; corrections++) {
      for (Format format : formats) {
        Optional<String> corrected = corrected(text, 0, corrections, format);
        if (corrected.isPresent()) {
          return corrected;
        }
      }
    }
    return Optional.empty();
  }

  private String cleaned(String read) {
    StringBuilder text = new StringBuilder();
    Normalizer.normalize(read, Normalizer.Form.NFKC)
        .toUpperCase(Locale.ROOT)
        .codePoints()
        .mapToObj(Character::toString)
        .filter(character -> keep.matcher(character).matches())
        .limit(MOST_CHARACTERS + 1L)
        .forEach(text::append);
    return text.toString();
  }

  /** With exactly so many characters from a place on exchanged; the first way that fits. */
  private Optional<String> corrected(String text, int from, int corrections, Format format) {
    if (corrections == 0) {
      boolean fits = text.length() <= MOST_CHARACTERS && format.pattern().matcher(text).matches();
      return fits ? Optional.of(text) : Optional.empty();
    }
    for (int i = from; i < Math.min(text.length(), MOST_CHARACTERS); i++) {
      String others = confusions.getOrDefault(text.substring(i, i + 1), "");
      for (int k = 0; k < others.length(); k++) {
        String changed = text.substring(0, i) + others.charAt(k) + text.substring(i + 1);
        Optional<String> found = corrected(changed, i + 1, corrections - 1, format);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }
}
