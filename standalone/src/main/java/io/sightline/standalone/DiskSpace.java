package io.sightline.standalone;

import io.sightline.domain.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether there is room to write. Asked before what needs it: programs and libraries that find none
 * say so in words of their own, or not at all.
 */
public final class DiskSpace {
  private DiskSpace() {}

  /**
   * @param folder that exists
   * @throws BadInput when fewer bytes than these are free there
   */
  public static void require(Path folder, long bytes) throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < bytes) {
      throw new BadInput(
          "The disk of %s is full: %d MB are left, and %d MB are needed; free some, or choose --data on another disk."
              .formatted(folder, free >> 20, bytes >> 20));
    }
  }
}
