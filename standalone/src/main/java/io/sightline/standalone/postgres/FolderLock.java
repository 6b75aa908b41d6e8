package io.sightline.standalone.postgres;

import io.sightline.domain.BadInput;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A lock between processes, on a file. The system lets go of it when a process ends, however it
 * ends. A process must not open the file a second time: closing one channel lets go of the locks of
 * all.
 */
final class FolderLock implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long TRY_EVERY_MILLIS = 50;

  private final Path file;
  private final FileChannel channel;
  private FileLock lock;

  FolderLock(Path file) throws IOException {
    this.file = file;
    this.channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** Takes it beside others that take it so. */
  FolderLock shared() throws IOException, InterruptedException {
    return await(true);
  }

  /** Takes it alone. */
  FolderLock alone() throws IOException, InterruptedException {
    return await(false);
  }

  private FolderLock await(boolean shared) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!tried(shared)) {
      if (System.nanoTime() > deadline) {
        channel.close();
        throw new BadInput(
            "Another process holds "
                + file
                + " for more than "
                + PATIENCE.toMinutes()
                + " minutes; end it or choose another --data.");
      }
      TimeUnit.MILLISECONDS.sleep(TRY_EVERY_MILLIS);
    }
    return this;
  }

  /** Lets go of it, and takes it alone if nobody else has it. */
  boolean isLast() throws IOException {
    lock.release();
    return tried(false);
  }

  private boolean tried(boolean shared) throws IOException {
    lock = channel.tryLock(0, Long.MAX_VALUE, shared);
    return lock != null;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
