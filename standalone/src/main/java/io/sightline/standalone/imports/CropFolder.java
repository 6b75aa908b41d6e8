package io.sightline.standalone.imports;

import io.sightline.domain.BadInput;
import io.sightline.domain.runs.RunName;
import io.sightline.media.MediaFailure;
import io.sightline.media.PictureEncoder;
import io.sightline.media.PictureFile;
import io.sightline.media.store.EvidenceNames;
import io.sightline.media.store.MediaStore;
import io.sightline.store.imports.AnprImport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Pictures of plates as they were copied out of a bucket, kept as the live run's. */
public final class CropFolder implements AnprImport.Crops {
  private final Path folder;
  private final MediaStore pictures;
  private final long most;
  private long kept;
  private long missing;

  /**
   * @throws BadInput when there is no such folder
   */
  public static void require(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new BadInput(
          "There is no folder " + folder + "; copy the bucket with the plates' pictures there.");
    }
  }

  /**
   * @param folder with what the bucket held
   * @param pictures where they are kept
   * @param most bytes of a picture
   * @throws BadInput when there is no such folder
   */
  public CropFolder(Path folder, MediaStore pictures, long most) {
    require(folder);
    this.folder = folder.toAbsolutePath().normalize();
    this.pictures = pictures;
    this.most = most;
  }

  @Override
  public Optional<String> keep(String camera, Instant at, String event, String path) {
    Optional<byte[]> jpeg = find(path).flatMap(this::jpeg);
    if (jpeg.isEmpty()) {
      missing += path == null || path.isBlank() ? 0 : 1;
      return Optional.empty();
    }
    // Of several at once, each has its own.
    String name =
        EvidenceNames.ofPlate(camera, at.toEpochMilli(), event.hashCode() & Integer.MAX_VALUE);
    try {
      pictures.put(EvidenceNames.of(RunName.LIVE, name), jpeg.get());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    kept++;
    return Optional.of(name);
  }

  /** The bucket's name may stand before the path, and did not come along. */
  private Optional<Path> find(String path) {
    if (path == null || path.isBlank()) {
      return Optional.empty();
    }
    String within = path.strip().replaceFirst("^[a-z0-9]+://", "").replaceFirst("^/+", "");
    while (true) {
      try {
        Path file = folder.resolve(within).normalize();
        if (file.startsWith(folder) && Files.isRegularFile(file) && Files.size(file) <= most) {
          return Optional.of(file);
        }
      } catch (InvalidPathException | IOException e) {
        return Optional.empty();
      }
      int slash = within.indexOf('/');
      if (slash < 0) {
        return Optional.empty();
      }
      within = within.substring(slash + 1);
    }
  }

  private Optional<byte[]> jpeg(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      String name = file.getFileName().toString();
      return Optional.of(PictureEncoder.jpeg(PictureEncoder.image(PictureFile.read(name, bytes))));
    } catch (MediaFailure | IOException e) {
      return Optional.empty();
    }
  }

  public long kept() {
    return kept;
  }

  /** Pictures that are named and not in the folder, or cannot be read. */
  public long missing() {
    return missing;
  }
}
