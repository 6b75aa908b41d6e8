package io.sightline.domain.plates;

import io.sightline.domain.BadInput;
import io.sightline.domain.yaml.YamlDocument;
import io.sightline.domain.yaml.YamlMap;
import io.sightline.domain.yaml.YamlValue;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What plates of a region look like, as its file says it.
 *
 * @param id as a site's {@code plate-formats} name it
 * @param name for people
 * @param keep class of the characters that count; others are dropped
 * @param formats in the order of preference, at least one
 * @param confusions by character that is read: those that it may be, the likeliest first
 */
public record PlateRegion(
    String id, String name, String keep, List<Format> formats, Map<String, String> confusions)
    implements Serializable {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,31}");
  private static final String LATIN = "[A-Z0-9]";
  private static final int MOST_FORMATS = 32;
  private static final int MOST_CONFUSIONS = 128;
  private static final int MOST_PATTERN = 256;

  /**
   * One order of letters and digits.
   *
   * @param lines 2 where it also stands in two lines, otherwise 1
   */
  public record Format(String pattern, int lines, String example) implements Serializable {}

  /**
   * @throws BadInput naming file, line and key
   */
  public static PlateRegion read(Path file) {
    return of(YamlDocument.read(file));
  }

  /**
   * @throws BadInput naming file, line and key
   */
  public static PlateRegion of(YamlMap map) {
    YamlValue id = map.require("region");
    if (!ID.matcher(id.asText()).matches()) {
      throw id.error(
          "'" + id.asText() + "' is no id of a region; use up to 32 letters, digits and hyphens");
    }
    String keep = map.get("keep").map(PlateRegion::keep).orElse(LATIN);
    Map<String, String> confusions =
        map.get("confusions").map(PlateRegion::confusions).orElse(Map.of());
    YamlValue listed = map.require("formats");
    List<YamlValue> values = listed.asList();
    if (values.isEmpty() || values.size() > MOST_FORMATS) {
      throw listed.error("a region has from 1 to " + MOST_FORMATS + " formats");
    }
    List<Format> formats = new ArrayList<>();
    values.forEach(value -> formats.add(format(keep, value.asMap())));
    PlateRegion region =
        new PlateRegion(
            id.asText(),
            map.text("name", id.asText()),
            keep,
            List.copyOf(formats),
            Collections.unmodifiableSortedMap(new TreeMap<>(confusions)));
    map.refuseOtherKeys();
    return region;
  }

  private static String keep(YamlValue value) {
    try {
      PlatePattern.set(value.asText());
      return value.asText();
    } catch (IllegalArgumentException e) {
      throw value.error(e.getMessage());
    }
  }

  private static Format format(String keep, YamlMap map) {
    YamlValue pattern = map.require("pattern");
    YamlValue example = map.require("example");
    Format format =
        new Format(
            pattern.asText(),
            map.get("lines").map(lines -> lines.asIntegerBetween(1, 2)).orElse(1),
            example.asText());
    map.refuseOtherKeys();
    RegionPack alone;
    try {
      if (format.pattern().length() > MOST_PATTERN) {
        throw pattern.error("is longer than " + MOST_PATTERN + " characters");
      }
      alone = new RegionPack(new PlateRegion("", "", keep, List.of(format), Map.of()));
    } catch (IllegalArgumentException e) {
      throw pattern.error(e.getMessage());
    }
    if (!alone.spell(format.example()).equals(Optional.of(format.example()))) {
      throw example.error(
          "'" + format.example() + "' is no plate of the pattern '" + format.pattern() + "'");
    }
    return format;
  }

  private static Map<String, String> confusions(YamlValue value) {
    Map<String, String> confusions = new TreeMap<>();
    value
        .asMap()
        .entries()
        .forEach(
            (character, others) -> {
              String all = others.asText();
              if (character.codePointCount(0, character.length()) != 1
                  || all.isEmpty()
                  || all.length() > MOST_PATTERN) {
                throw others.error("should say of one character which others it may be");
              }
              confusions.put(character, all);
            });
    if (confusions.size() > MOST_CONFUSIONS) {
      throw value.error("names more than " + MOST_CONFUSIONS + " characters");
    }
    return confusions;
  }

  /** In the form of its file, as a tree of maps, lists, texts and numbers. */
  public Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("region", id);
    document.put("name", name);
    document.put("keep", keep);
    document.put(
        "formats",
        formats.stream()
            .map(
                format ->
                    Map.of(
                        "pattern", format.pattern(),
                        "lines", format.lines(),
                        "example", format.example()))
            .toList());
    document.put("confusions", confusions);
    return document;
  }
}
