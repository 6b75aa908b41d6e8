package io.sightline.query.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class GateTest {
  @Test
  void someThreadsAreLeftToSayNo() throws Exception {
    try (InputStream in = Gate.class.getResourceAsStream("/application.yaml")) {
      String settings = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Matcher threads = Pattern.compile("threads:\\s+max: (\\d+)").matcher(settings);
      assertThat(threads.find()).isTrue();
      assertThat(Gate.MOST_AT_ONCE + Gate.MOST_WAITING + 8)
          .isLessThanOrEqualTo(Integer.parseInt(threads.group(1)));
    }
  }
}
