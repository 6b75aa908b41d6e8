package io.sightline.query.web.server;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A request whose body is there. To whoever answers it, it is as if it had just come. */
final class GatheredRequest extends HttpServletRequestWrapper {
  private final GatheredBody body;
  private ServletInputStream stream;
  private volatile boolean isNew = true;

  GatheredRequest(HttpServletRequest request, GatheredBody body) {
    super(request);
    this.body = body;
  }

  /** From now on it is what the server says it is. */
  void isAnswered() {
    isNew = false;
  }

  @Override
  public DispatcherType getDispatcherType() {
    return isNew ? DispatcherType.REQUEST : super.getDispatcherType();
  }

  @Override
  public int getContentLength() {
    return (int) Math.min(Integer.MAX_VALUE, body.size());
  }

  @Override
  public long getContentLengthLong() {
    return body.size();
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    if (stream == null) {
      stream = new Stream(body.open());
    }
    return stream;
  }

  @Override
  public BufferedReader getReader() throws IOException {
    return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
  }

  private static final class Stream extends ServletInputStream {
    private final InputStream in;
    private boolean finished;

    Stream(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      int read = in.read();
      finished |= read < 0;
      return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = in.read(bytes, offset, length);
      finished |= read < 0;
      return read;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }

    @Override
    public boolean isFinished() {
      return finished;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new IllegalStateException("The body is there; read it.");
    }
  }
}
