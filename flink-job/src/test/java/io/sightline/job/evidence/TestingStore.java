package io.sightline.job.evidence;

import io.sightline.media.store.MediaStore;
import io.sightline.media.store.StoreAwayException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that fails or hangs when it is told to, and keeps nothing. */
final class TestingStore implements MediaStore {
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicInteger absences = new AtomicInteger();
  private final AtomicInteger puts = new AtomicInteger();
  private volatile CountDownLatch gate = new CountDownLatch(0);

  /** From now on, until it is let go; interrupts do not help. */
  void hang() {
    gate = new CountDownLatch(1);
  }

  void letGo() {
    gate.countDown();
  }

  /** The next ones. */
  void failTimes(int times) {
    failures.set(times);
  }

  /** At the next ones. */
  void beAwayTimes(int times) {
    absences.set(times);
  }

  int puts() {
    return puts.get();
  }

  private void pass() {
    boolean passed = false;
    while (!passed) {
      try {
        gate.await();
        passed = true;
      } catch (InterruptedException e) {
        // As a call into a file system that is away.
      }
    }
  }

  @Override
  public void put(String name, byte[] bytes) throws IOException {
    puts.incrementAndGet();
    pass();
    if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new IOException("The store is full.");
    }
    if (absences.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new StoreAwayException("The bucket does not answer.", null);
    }
  }

  @Override
  public void take(String name, Path file) {
    throw new UnsupportedOperationException("The job keeps no files.");
  }

  @Override
  public boolean copy(String name, Path file) {
    return false;
  }

  @Override
  public void delete(String name) {
    pass();
  }

  @Override
  public Optional<byte[]> get(String name) {
    return Optional.empty();
  }

  @Override
  public List<String> names(String folder) {
    return List.of();
  }

  @Override
  public void deleteAll(String folder) {
    // Keeps nothing.
  }

  @Override
  public void close() {
    letGo();
  }
}
