package io.sightline.query.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.query.failures.Unavailable;
import java.net.URLEncoder;
import java.util.Base64;
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

  private static final byte[] PICTURE = {
    (byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xfb, (byte) 0xef, (byte) 0xbe
  };

  /** The only picture in a body, and the word beside it. */
  private static void requirePicture(String type, byte[] body, String region) throws Exception {
    MockHttpServletRequest request = new MockHttpServletRequest("POST", "/detect");
    request.setContentType(type);
    request.setContent(body);
    try (PictureRequest sent =
        PictureRequest.read(
            request,
            Set.of("region"),
            new PictureRequest.Limits(BYTES, BYTES, true, new HeldBytes(10_000).share()))) {
      assertThat(sent.pictures())
          .singleElement()
          .satisfies(one -> assertThat(one.encoded()).isEqualTo(PICTURE));
      assertThat(sent.text("region").orElse(null)).isEqualTo(region);
    }
  }

  @Test
  void aPictureIsFoundHoweverClientsSendForms() throws Exception {
    String form = "application/x-www-form-urlencoded";
    String base64 = Base64.getEncoder().encodeToString(PICTURE);
    assertThat(base64).as("what forms escape").contains("+", "/");
    requirePicture(form, ("region=cl&image=" + base64).getBytes(UTF_8), "cl");
    requirePicture(form, ("image=" + URLEncoder.encode(base64, UTF_8)).getBytes(UTF_8), null);
    requirePicture(
        form, ("file=data:image/jpeg;base64," + base64 + "\n&region=a+b").getBytes(UTF_8), "a b");
    requirePicture(form, PICTURE, null);
    String part = "--x\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\n%s\r\n--x--\r\n";
    String multipart = "multipart/form-data; boundary=x";
    requirePicture(multipart, part.formatted(base64).getBytes(UTF_8), null);
    requirePicture(
        multipart, part.formatted(new String(PICTURE, ISO_8859_1)).getBytes(ISO_8859_1), null);
  }

  @Test
  void aFormWithoutAPictureIsRefusedForWhatItIs() {
    assertThatThrownBy(
            () ->
                requirePicture("application/x-www-form-urlencoded", "img=1".getBytes(UTF_8), null))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("no field `img`")
        .hasMessageContaining("image");
    assertThatThrownBy(
            () ->
                requirePicture(
                    "application/x-www-form-urlencoded", "image=%%".getBytes(UTF_8), null))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("The form cannot be read");
  }
}
