package io.sightline.media.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where pictures and videos are kept: bytes by name. Names are relative paths with {@code /}, of
 * letters, digits, {@code .}, {@code _} and {@code -}. Any thread may use it.
 */
public interface MediaStore extends AutoCloseable {
  int MOST_NAMES = 1_000_000;

  /** Keeps bytes under a name, in place of what was there. */
  void put(String name, byte[] bytes) throws IOException;

  /**
   * Keeps a file's bytes under a name, in place of what was there. The file is taken: it is no more
   * when this returns.
   */
  void take(String name, Path file) throws IOException;

  /**
   * Copies what is kept under a name into a file that is not there yet.
   *
   * @return false when nothing is kept under the name, and no file is made
   */
  boolean copy(String name, Path file) throws IOException;

  /** What is kept under a name; empty when nothing is. */
  Optional<byte[]> get(String name) throws IOException;

  /** Forgets what is kept under a name, if anything is. */
  void delete(String name) throws IOException;

  /** The names of what is kept below a folder, {@link #MOST_NAMES} at most, in no order. */
  List<String> names(String folder) throws IOException;

  /** Forgets everything below a folder. */
  void deleteAll(String folder) throws IOException;

  @Override
  void close();
}
