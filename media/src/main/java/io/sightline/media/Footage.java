package io.sightline.media;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.PictureSize;
import io.sightline.domain.yaml.YamlDocument;
import io.sightline.domain.yaml.YamlMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A camera's recorded footage, checked to be readable: one file, or a folder of videos or pictures
 * as one timeline.
 *
 * @param segments in the order of their times
 * @param size of the first segment's pictures
 * @param startMillis capture time of the first frame
 * @param endMillis capture time at which the last frame ends, as far as the containers tell
 * @param frames how many frames there are, as far as the containers tell
 */
public record Footage(
    List<FootageSegment> segments,
    PictureSize size,
    long startMillis,
    long endMillis,
    double frames) {

  /** Missing footage at the end of a video, beyond which it is called cut off. */
  private static final long TOLERATED_LOSS_MICROS = 1_000_000;

  /** How much of the end of a video is decoded to see whether it is all there. */
  private static final long TAIL_MICROS = 3_000_000;

  /**
   * Finds and checks a camera's footage.
   *
   * @param camera its id, for errors
   * @param path a video, a picture, or a folder of them
   * @param start capture time of the first frame of a single file; null to find it in a sidecar
   *     file ({@code NAME.yaml} with the key {@code start}), the file's name or the container, in
   *     this order
   * @param zone of times in file names that do not name their own
   * @param nameFormat how names carry their times; null to know them by their form
   * @throws BadInput when something of it is missing, damaged, or has no time
   */
  public static Footage find(
      String camera, Path path, Instant start, ZoneId zone, String nameFormat) {
    try {
      if (Files.isDirectory(path)) {
        if (start != null) {
          throw new BadInput(
              "The footage of camera '"
                  + camera
                  + "' is the folder "
                  + path
                  + ", whose files carry their times in their names; leave out its start.");
        }
        return folder(camera, path, zone, nameFormat);
      }
      if (!Files.exists(path)) {
        throw new BadInput(
            "The footage of camera '"
                + camera
                + "' is missing: there is no "
                + path
                + "; correct its path in the site file or give --footage "
                + camera
                + "=FILE.");
      }
      return join(
          List.of(inspect(camera, path, Optional.ofNullable(start), zone, nameFormat, true)));
    } catch (MediaFailure e) {
      throw new BadInput(
          "The footage of camera '" + camera + "' cannot be used: " + e.getMessage(), e);
    }
  }

  private static Footage folder(String camera, Path folder, ZoneId zone, String nameFormat) {
    List<Path> files;
    try (Stream<Path> entries = Files.list(folder)) {
      files =
          entries
              .filter(file -> Files.isRegularFile(file) && !HiddenFiles.isHidden(file))
              .filter(file -> PictureFile.isPicture(file) || VideoFile.isVideo(file))
              .sorted(Comparator.comparing(file -> file.getFileName().toString()))
              .toList();
    } catch (IOException e) {
      throw new BadInput(
          "The folder "
              + folder
              + " of camera '"
              + camera
              + "' cannot be read: "
              + e.getMessage()
              + ".",
          e);
    }
    if (files.isEmpty()) {
      throw new BadInput(
          "The folder "
              + folder
              + " of camera '"
              + camera
              + "' holds neither videos nor pictures; check the path.");
    }
    CaptureTimes.requireClear(
        files.stream().filter(file -> sidecarStart(file).isEmpty()).toList(), zone, nameFormat);
    List<Footage> parts = new ArrayList<>();
    for (Path file : files) {
      parts.add(inspect(camera, file, Optional.empty(), zone, nameFormat, false));
    }
    parts.sort(Comparator.comparingLong(Footage::startMillis));
    return join(parts);
  }

  private static Footage join(List<Footage> parts) {
    return new Footage(
        parts.stream().flatMap(part -> part.segments().stream()).toList(),
        parts.get(0).size(),
        parts.get(0).startMillis(),
        parts.stream().mapToLong(Footage::endMillis).max().orElseThrow(),
        parts.stream().mapToDouble(Footage::frames).sum());
  }

  private static Footage inspect(
      String camera,
      Path file,
      Optional<Instant> start,
      ZoneId zone,
      String nameFormat,
      boolean containerTimeCounts) {
    Optional<Instant> known =
        start.or(() -> sidecarStart(file)).or(() -> CaptureTimes.fromName(file, zone, nameFormat));
    if (PictureFile.isPicture(file)) {
      PictureSize size = PictureFile.size(file);
      long at = known.orElseThrow(() -> noTime(camera, file)).toEpochMilli();
      return new Footage(
          List.of(new FootageSegment(file.toAbsolutePath().toString(), true, at)),
          size,
          at,
          at + 1,
          1);
    }
    try (VideoFile video = VideoFile.open(file)) {
      Optional<Instant> time =
          known.isPresent() || !containerTimeCounts ? known : video.creationTime();
      long at = time.orElseThrow(() -> noTime(camera, file)).toEpochMilli();
      long micros = requireWhole(file, video);
      return new Footage(
          List.of(new FootageSegment(file.toAbsolutePath().toString(), false, at)),
          video.size(),
          at,
          at + micros / 1_000,
          micros * video.framesPerSecond() / 1e6);
    }
  }

  /**
   * Checks that a video begins and ends as its container says, and returns its length in
   * microseconds.
   */
  private static long requireWhole(Path file, VideoFile video) {
    if (!video.advance()) {
      throw new MediaFailure(
          "Not one frame of the video " + file + " can be decoded; record or copy it again.");
    }
    long first = video.currentMicros();
    long declared = video.durationMicros();
    if (declared == 0) {
      return 0;
    }
    video.seek(first + Math.max(0, declared - TAIL_MICROS));
    long last = first;
    while (video.advance()) {
      last = video.currentMicros();
    }
    long length = last - first + video.frameMicros();
    if (video.isTruncated() || declared - length > Math.max(TOLERATED_LOSS_MICROS, declared / 50)) {
      throw new MediaFailure(
          "The video "
              + file
              + " is cut off: it declares "
              + declared / 1_000
              + " ms, and "
              + (last == first
                  ? "less than " + Math.max(0, declared - TAIL_MICROS) / 1_000
                  : "only " + length / 1_000)
              + " ms are there; copy it again.");
    }
    return length;
  }

  private static Optional<Instant> sidecarStart(Path file) {
    Path sidecar = file.resolveSibling(file.getFileName() + ".yaml");
    if (!Files.isRegularFile(sidecar)) {
      return Optional.empty();
    }
    YamlMap map = YamlDocument.read(sidecar);
    Instant start = map.require("start").asInstant();
    map.refuseOtherKeys();
    return Optional.of(start);
  }

  private static BadInput noTime(String camera, Path file) {
    return new BadInput(
        "The footage "
            + file
            + " of camera '"
            + camera
            + "' does not say when it was recorded; give "
            + "start: in the site file, --start "
            + camera
            + "=TIME, or a name such as 2026-03-01_08_00_00"
            + file.getFileName().toString().replaceFirst("^.*(?=\\.)", "")
            + ".");
  }
}
