package io.sightline.query.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.tomcat.util.http.fileupload.UploadContext;

/** A request whose body is a form. */
public record FormBody(HttpServletRequest request) implements UploadContext {
  @Override
  public long contentLength() {
    return request.getContentLengthLong();
  }

  @Override
  public String getCharacterEncoding() {
    return StandardCharsets.UTF_8.name();
  }

  @Override
  public String getContentType() {
    return request.getContentType();
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return request.getInputStream();
  }
}
