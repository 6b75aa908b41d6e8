package io.sightline.media;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.PictureSize;
import io.sightline.domain.yaml.YamlDocument;
import io.sightline.domain.yaml.YamlMap;
import io.sightline.media.VideoContainer.OtherVideo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A camera's recorded footage, checked to be readable: one file, or a folder of videos or pictures
 * as one timeline.
 *
 * @param segments in the order of their times
 * @param size of the first picture that can be read, as a player shows it; null where none can
 * @param startMillis capture time of the first frame
 * @param endMillis capture time at which the last frame ends, as far as the containers tell
 * @param frames how many frames there are, as far as the containers tell
 * @param troubles a sentence for each file that cannot be read
 * @param notes a sentence for each file of which a part is left out
 */
public record Footage(
    List<FootageSegment> segments,
    PictureSize size,
    long startMillis,
    long endMillis,
    double frames,
    List<String> troubles,
    List<String> notes) {

  /** Of what a container declares, no more is believed than so many bytes a second would fill. */
  private static final long LEAST_BYTES_A_SECOND = 100;

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
   * @throws BadInput when it is missing, or something of it has no time
   */
  public static Footage find(
      String camera, Path path, Instant start, ZoneId zone, String nameFormat) {
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
    return join(List.of(inspect(camera, path, Optional.ofNullable(start), zone, nameFormat, true)));
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
        parts.stream().map(Footage::size).filter(Objects::nonNull).findFirst().orElse(null),
        parts.get(0).startMillis(),
        parts.stream().mapToLong(Footage::endMillis).max().orElseThrow(),
        parts.stream().mapToDouble(Footage::frames).sum(),
        parts.stream().flatMap(part -> part.troubles().stream()).toList(),
        parts.stream().flatMap(part -> part.notes().stream()).toList());
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
    return PictureFile.isPicture(file)
        ? picture(file, known.orElseThrow(() -> noTime(camera, file)))
        : video(camera, file, known, containerTimeCounts);
  }

  private static Footage picture(Path file, Instant at) {
    PictureSize size = null;
    List<String> troubles = List.of();
    try {
      size = PictureFile.size(file);
    } catch (MediaFailure e) {
      troubles = List.of(e.getMessage());
    }
    long millis = at.toEpochMilli();
    return new Footage(
        List.of(new FootageSegment(file.toAbsolutePath().toString(), true, millis)),
        size,
        millis,
        millis + 1,
        1,
        troubles,
        List.of());
  }

  private static Footage video(
      String camera, Path file, Optional<Instant> known, boolean containerTimeCounts) {
    Optional<Instant> time = known;
    PictureSize size = null;
    double seconds = 0;
    double frames = 0;
    List<String> troubles = List.of();
    List<String> notes = List.of();
    try (VideoFile video = VideoFile.open(file);
        VideoFrame first = video.next()) {
      if (time.isEmpty() && containerTimeCounts) {
        time = video.creationTime();
      }
      if (first == null) {
        troubles =
            List.of(
                "Not one frame of the video " + file + " can be decoded; record or copy it again.");
      } else {
        size = first.size();
        seconds = Math.min(video.durationMicros() / 1e6, Files.size(file) / LEAST_BYTES_A_SECOND);
        frames = seconds * video.framesPerSecond();
        notes = others(file, size, video.otherVideos());
      }
    } catch (MediaFailure e) {
      troubles = List.of(e.getMessage());
    } catch (IOException e) {
      troubles = List.of("The video " + file + " cannot be read: " + e.getMessage() + ".");
    }
    long at = time.orElseThrow(() -> noTime(camera, file)).toEpochMilli();
    return new Footage(
        List.of(new FootageSegment(file.toAbsolutePath().toString(), false, at)),
        size,
        at,
        at + (long) (seconds * 1_000),
        frames,
        troubles,
        notes);
  }

  private static List<String> others(Path file, PictureSize read, List<OtherVideo> others) {
    return others.isEmpty()
        ? List.of()
        : List.of(
            "Of several videos in "
                + file
                + " only one is read, of "
                + read
                + "; left out: "
                + others.stream()
                    .map(
                        other ->
                            "stream %d (%d x %d)"
                                .formatted(
                                    other.stream(), other.size().width(), other.size().height()))
                    .collect(Collectors.joining(", "))
                + ". To read another, make it a file of its own: ffmpeg -i "
                + file.getFileName()
                + " -map 0:"
                + others.get(0).stream()
                + " -c copy OTHER.mkv.");
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
