package io.sightline.query.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.query.RunningService;
import io.sightline.query.RunningService.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnonymousUploadsTest {
  /** More than questions of strangers may have. */
  private static final int PICTURE_BYTES = 3 << 20;

  @TempDir Path folder;

  private static Answer sends(RunningService service, String path) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        ascii(
            "--x\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.jpg\"\r\n"
                + "Content-Type: image/jpeg\r\n\r\n"));
    body.writeBytes(new byte[PICTURE_BYTES]);
    body.writeBytes(ascii("\r\n--x--\r\n"));
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(
        ascii(
            "POST "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: "
                + body.size()
                + "\r\n\r\n"));
    request.writeBytes(body.toByteArray());
    return service.raw("127.0.0.1", request.toByteArray());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void theirSettingAloneOpensTheirDoorAndNoOther() throws Exception {
    Map<String, String> settings =
        Map.of(
            "SIGHTLINE_AUTH_ANONYMOUS_UPLOADS", "true",
            "SIGHTLINE_AUTH_ANONYMOUS_PREDICTIONS", "false");
    try (RunningService service = RunningService.start(folder, settings)) {
      Answer upload = sends(service, "/api/upload_image");
      assertThat(upload.status()).as(upload.body()).isEqualTo(503);
      assertThat(upload.body()).as("it was let in").contains("no model here for plates");
      assertThat(sends(service, "/api/v1/predict").status()).isIn(401, 413);
      assertThat(sends(service, "/api/history").status()).isIn(401, 405, 413);
    }
  }
}
