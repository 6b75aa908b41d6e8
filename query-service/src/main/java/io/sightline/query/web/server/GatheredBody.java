package io.sightline.query.web.server;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A request's body as it comes in: small ones in memory, larger ones in a file of their own. */
final class GatheredBody implements AutoCloseable {
  private static final int MOST_IN_MEMORY = 256 << 10;

  private ByteArrayOutputStream memory = new ByteArrayOutputStream();
  private Path file;
  private OutputStream out = memory;
  private long size;
  private Runnable whenClosed = () -> {};

  void add(byte[] bytes, int length) throws IOException {
    size += length;
    if (file == null && size > MOST_IN_MEMORY) {
      file = Files.createTempFile("sightline-body", null);
      out = Files.newOutputStream(file);
      memory.writeTo(out);
      memory = null;
    }
    out.write(bytes, 0, length);
  }

  /** Has something done once, when nobody needs the body any more. */
  void whenClosed(Runnable what) {
    whenClosed = what;
  }

  long size() {
    return size;
  }

  /** Nothing more comes. */
  void end() throws IOException {
    out.close();
  }

  InputStream open() throws IOException {
    return file == null
        ? new ByteArrayInputStream(memory.toByteArray())
        : Files.newInputStream(file);
  }

  @Override
  public void close() throws IOException {
    whenClosed.run();
    whenClosed = () -> {};
    out.close();
    if (file != null) {
      Files.deleteIfExists(file);
    }
  }
}
