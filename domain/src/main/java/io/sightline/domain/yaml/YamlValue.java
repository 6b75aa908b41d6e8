package io.sightline.domain.yaml;

import io.sightline.domain.BadInput;
import io.sightline.domain.text.Instants;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** One value of a YAML document, with the place it stands at. */
public final class YamlValue {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,13})\\s*(ms|s|m|h|d)");

  /** A hundred years: no rule is meant to last longer, and sums with times do not overflow. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final String file;
  private final String key;
  private final Node node;

  YamlValue(String file, String key, Node node) {
    this.file = file;
    this.key = key;
    this.node = node;
  }

  boolean isNull() {
    return node.getTag().equals(Tag.NULL);
  }

  public boolean isText() {
    return node instanceof ScalarNode;
  }

  public boolean isMap() {
    return node instanceof MappingNode;
  }

  public boolean isList() {
    return node instanceof SequenceNode;
  }

  public String asText() {
    if (node instanceof ScalarNode scalar && !isNull()) {
      return scalar.getValue();
    }
    throw error("should be a text");
  }

  /** One of an enum's constants, written in lower case with hyphens. */
  public <E extends Enum<E>> E asOneOf(Class<E> type) {
    String text = asText();
    List<String> names = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      String name = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
      if (name.equals(text)) {
        return constant;
      }
      names.add(name);
    }
    throw error("'" + text + "' is not one of " + String.join(", ", names));
  }

  public double asNumber() {
    double number = asAnyNumber();
    if (Double.isFinite(number)) {
      return number;
    }
    throw error("should be a finite number, not " + asText());
  }

  private double asAnyNumber() {
    String text = asText();
    try {
      // YAML spells them .nan and .inf; Double.parseDouble does not read these.
      return switch (text.toLowerCase(Locale.ROOT)) {
        case ".nan" -> Double.NaN;
        case ".inf", "+.inf", "-.inf" -> Double.POSITIVE_INFINITY;
        default -> Double.parseDouble(text);
      };
    } catch (NumberFormatException e) {
      throw error("should be a number, not '" + text + "'");
    }
  }

  public double asNumberBetween(double least, double most) {
    double number = asNumber();
    if (number < least || number > most) {
      throw error("should be from " + plain(least) + " to " + plain(most) + ", not " + asText());
    }
    return number;
  }

  public int asIntegerBetween(int least, int most) {
    double number = asNumberBetween(least, most);
    if (number != (int) number) {
      throw error("should be a whole number, not " + asText());
    }
    return (int) number;
  }

  public boolean asBoolean() {
    return switch (asText()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw error("should be true or false, not '" + asText() + "'");
    };
  }

  public Duration asDuration() {
    Matcher matcher = DURATION.matcher(asText());
    if (!matcher.matches()) {
      throw error(
          "should be a duration such as 500ms, 10s, 5m, 48h or 30d, not '" + asText() + "'");
    }
    long amount = Long.parseLong(matcher.group(1));
    Duration duration =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          case "h" -> Duration.ofHours(amount);
          default -> Duration.ofDays(amount);
        };
    if (duration.compareTo(LONGEST) > 0) {
      throw error("should be at most " + LONGEST.toDays() + "d, not '" + asText() + "'");
    }
    return duration;
  }

  public Instant asInstant() {
    try {
      return Instants.parse(asText());
    } catch (IllegalArgumentException e) {
      throw error(e.getMessage());
    }
  }

  public List<YamlValue> asList() {
    if (!(node instanceof SequenceNode sequence)) {
      throw error("should be a list");
    }
    List<YamlValue> values = new ArrayList<>();
    for (Node child : sequence.getValue()) {
      values.add(new YamlValue(file, key + "[" + values.size() + "]", child));
    }
    return values;
  }

  public YamlMap asMap() {
    if (!(node instanceof MappingNode mapping)) {
      throw error("should be a mapping of keys to values");
    }
    Map<String, YamlValue> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
        throw error("has a key that is not a text");
      }
      String name = keyNode.getValue();
      YamlValue value =
          new YamlValue(file, key.isEmpty() ? name : key + "." + name, tuple.getValueNode());
      if (entries.put(name, value) != null) {
        throw value.error("is written twice; keep one");
      }
    }
    return new YamlMap(this, entries);
  }

  /** Where this value stands: file, line and key. */
  public String where() {
    String line = node.getStartMark().map(mark -> ", line " + (mark.getLine() + 1)).orElse("");
    return file + line + (key.isEmpty() ? "" : ", " + key);
  }

  /** An error that names file, line and key of this value. */
  public BadInput error(String problem) {
    return new BadInput(where() + ": " + problem + ".");
  }

  private static String plain(double number) {
    return number == (long) number ? Long.toString((long) number) : Double.toString(number);
  }
}
