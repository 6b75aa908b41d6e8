package io.sightline.models.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sightline.domain.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{0: 'person', 1: 'car'}",
        "{1: 'car', 0: 'person'}",
        "{0: \"person\", 1: 'car',}",
        "{\"0\": \"person\", \"1\": \"car\"}",
        "{'0': 'person', '1': 'car'}",
        "{0: u'person', 1: u'car'}",
        "{0: person, 1: car}",
        "['person', 'car']",
        "[\"person\",\"car\"]",
        "('person', 'car')",
        " [ 'person' ,\n 'car' ] ",
        "['\\x70erson', '\\u0063\\U00000061\\162']",
        "0: person\n1: car"
      })
  void inTheFormsThatExportersWrite(String text) {
    assertThat(NamesText.parse(text)).contains(List.of("person", "car"));
  }

  @Test
  void quotesInNamesStay() {
    assertThat(
            NamesText.parse(
                "{0: \"driver's car\", 1: 'bus \"A\"', 2: 'it\\'s a \"big\" car', 3: 'ônibus, 4:"
                    + " {x}', 4: '\\\\'}"))
        .contains(
            List.of("driver's car", "bus \"A\"", "it's a \"big\" car", "ônibus, 4: {x}", "\\"));
    assertThat(NamesText.parse("[\"\\ud83d\\ude97\", '\\U0001F697']"))
        .as("JSON's and Python's way")
        .contains(List.of("🚗", "🚗"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "person",
        "{0: 'person', 2: 'car'}",
        "{1: 'person', 2: 'car'}",
        "{0: 'person', 0: 'car'}",
        "{-1: 'person'}",
        "{999999999999: 'person'}",
        "{0: 'person'",
        "{0: 'person}",
        "['person' 'car']",
        "['person'] and more",
        "[['person']]",
        "['\\N{BUS}']",
        "['\\x7']",
        "['\\U7FFFFFFF']"
      })
  void whatIsNoListOfClassesIsNone(String text) {
    assertThat(NamesText.parse(text)).isEmpty();
  }

  @Property
  void whatPythonOrJsonWritesIsReadAgain(@ForAll @Size(min = 1, max = 5) List<String> names) {
    String printed =
        IntStream.range(0, names.size())
            .mapToObj(i -> i + ": " + python(names.get(i)))
            .collect(Collectors.joining(", ", "{", "}"));
    assertThat(NamesText.parse(printed)).contains(names);
    Map<Integer, String> byNumber = new LinkedHashMap<>();
    names.forEach(name -> byNumber.put(byNumber.size(), name));
    assertThat(NamesText.parse(Json.write(byNumber))).contains(names);
    assertThat(NamesText.parse(Json.write(names))).contains(names);
  }

  /** As {@code repr} chooses and escapes. */
  private static String python(String name) {
    char quote = name.contains("'") && !name.contains("\"") ? '"' : '\'';
    StringBuilder text = new StringBuilder().append(quote);
    name.chars()
        .forEach(
            c -> {
              if (c == quote || c == '\\') {
                text.append('\\').append((char) c);
              } else if (c == '\n') {
                text.append("\\n");
              } else if (c < ' ') {
                text.append("\\x%02x".formatted(c));
              } else if (c > 0xff) {
                text.append("\\u%04x".formatted(c));
              } else {
                text.append((char) c);
              }
            });
    return text.append(quote).toString();
  }

  @FuzzTest(maxDuration = "60s")
  void anyTextIsNamesOrNone(byte[] bytes) {
    NamesText.parse(new String(bytes, StandardCharsets.UTF_8))
        .ifPresent(names -> assertThat(names).isNotEmpty().doesNotContainNull());
  }
}
