package io.sightline.job.faults;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

/** The local file system, under another name, on which files cannot be made for some time. */
final class FaultyFileSystem extends LocalFileSystem {
  static final String SCHEME = "faulty";

  private static final AtomicInteger REFUSALS = new AtomicInteger();
  private static volatile long delayMillis;

  /** Refuses to make the next files. */
  static void refuse(int files) {
    REFUSALS.set(files);
  }

  /** How many of them it has not refused yet. */
  static int refusalsLeft() {
    return Math.max(0, REFUSALS.get());
  }

  /** Takes its time to make a file. */
  static void delay(long millis) {
    delayMillis = millis;
  }

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":///");
  }

  @Override
  public FSDataOutputStream create(Path file, WriteMode mode) throws IOException {
    if (REFUSALS.get() > 0) {
      REFUSALS.decrementAndGet();
      throw new IOException("No space left on device");
    }
    if (delayMillis > 0) {
      try {
        // Slow storage is the fault.
        TimeUnit.MILLISECONDS.sleep(delayMillis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
    return super.create(file, mode);
  }

  /** Found by Flink. */
  public static final class Factory implements FileSystemFactory {
    @Override
    public String getScheme() {
      return SCHEME;
    }

    @Override
    public FileSystem create(URI uri) {
      return new FaultyFileSystem();
    }
  }
}
