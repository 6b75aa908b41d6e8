package io.sightline.query.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.query.failures.Unavailable;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

class PictureDoorTest {
  private static final int BYTES = 600;
  private final HeldBytes held = new HeldBytes(1_000);

  private PictureRequest sent(String words) throws Exception {
    MockHttpServletRequest request = new MockHttpServletRequest("POST", "/detect");
    request.setContentType("application/json");
    request.setContent(
        ("{\"image\": \"" + "A".repeat(BYTES / 2) + "\"" + words + "}").getBytes("UTF-8"));
    return PictureRequest.read(
        request,
        Set.of("confidence", "region"),
        new PictureRequest.Limits(BYTES, BYTES, true, held.share()));
  }

  @Test
  void picturesAreLetGoOfWhereWhatStandsBesideThemCannotBeUsed() throws Exception {
    for (int time = 0; time < 5; time++) {
      PictureRequest sent = sent(", \"confidence\": \"half\"");
      assertThatThrownBy(
              () -> PictureDoor.beside(sent, words -> PictureDoor.share(words, "confidence", null)))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("confidence");
    }
    PictureRequest sent = sent(", \"region\": \"cl\"");
    assertThat(PictureDoor.<String>beside(sent, words -> PictureDoor.text(words, "region", null)))
        .isEqualTo("cl");
    assertThatThrownBy(() -> sent("")).as("while it is held").isInstanceOf(Unavailable.class);
    sent.close();
    sent("").close();
  }
}
