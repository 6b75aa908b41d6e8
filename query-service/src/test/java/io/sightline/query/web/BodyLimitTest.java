package io.sightline.query.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.settings.Settings;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class BodyLimitTest {
  private static final int MOST = 1_024;

  private final BodyLimit limit =
      new BodyLimit(Settings.load(null, Map.of("SIGHTLINE_LIMITS_JSON_BODY", "1KB")));
  private final MockHttpServletResponse response = new MockHttpServletResponse();
  private HttpServletRequest passed;

  private void ask(byte[] body, boolean saysHowLong) throws Exception {
    MockHttpServletRequest request =
        new MockHttpServletRequest("POST", "/") {
          @Override
          public long getContentLengthLong() {
            return saysHowLong ? super.getContentLengthLong() : -1;
          }
        };
    request.setContent(body);
    FilterChain chain = (inner, answer) -> passed = (HttpServletRequest) inner;
    limit.doFilter(request, response, chain);
  }

  @Test
  void aBodyThatSaysThatItIsTooLargeIsNotRead() throws Exception {
    ask(new byte[MOST + 1], true);
    assertThat(passed).isNull();
    assertThat(response.getStatus()).isEqualTo(413);
    assertThat(response.getContentType()).startsWith("application/problem+json");
    assertThat(response.getContentAsString()).contains("larger than " + MOST + " bytes");
  }

  @Test
  void aBodyThatDoesNotSayIsReadUpToTheLimit() throws Exception {
    ask(new byte[MOST + 1], false);
    assertThatThrownBy(() -> passed.getInputStream().readAllBytes()).isInstanceOf(BadInput.class);
    ask(new byte[MOST + 1], false);
    assertThatThrownBy(() -> passed.getReader().lines().toList()).isInstanceOf(BadInput.class);
    ask(new byte[MOST + 1], false);
    assertThatThrownBy(this::readOneByOne).isInstanceOf(BadInput.class);
  }

  private void readOneByOne() throws IOException {
    var stream = passed.getInputStream();
    while (stream.read() >= 0) {
      assertThat(stream.isReady()).isTrue();
    }
  }

  @Test
  void aBodyOfTheLimitPasses() throws Exception {
    ask(new byte[MOST], true);
    assertThat(passed.getInputStream().readAllBytes()).hasSize(MOST);
    assertThat(passed.getInputStream().isFinished()).isTrue();
    assertThat(response.getStatus()).isEqualTo(200);
  }
}
