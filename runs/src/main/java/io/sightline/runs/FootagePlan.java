package io.sightline.runs;

import io.sightline.domain.BadInput;
import io.sightline.domain.Digest;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.PictureSize;
import io.sightline.domain.settings.EmotionUse;
import io.sightline.domain.site.Analysis;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.domain.site.SpotOverlaps;
import io.sightline.job.ReplaySpec;
import io.sightline.job.settings.FrameLoad;
import io.sightline.job.settings.ModelChoice;
import io.sightline.job.settings.ModelChoices;
import io.sightline.media.Footage;
import io.sightline.media.FootageFinder;
import io.sightline.media.FootageSegment;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.runtime.OnnxModel;
import io.sightline.models.runtime.OnnxRuntime;
import io.sightline.models.runtime.PoolOptions;
import io.sightline.source.footage.FootageCamera;
import io.sightline.store.runs.RunIdentity;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A replay of recorded footage: every model loads, and some file can be read.
 *
 * @param cameras in the order of the site file
 * @param models by the place they fill and by camera
 * @param emotions what they are judged for, where they are
 * @param load what its frames are to the machine that looks at them
 * @param days in UTC, of which there is footage
 * @param frames expected to be analysed, as far as the containers tell
 * @param warnings what of the site file this version does not do, and of its footage is left out
 * @param troubles a sentence for each file that cannot be read
 */
public record FootagePlan(
    Site site,
    List<FootageCamera> cameras,
    Map<ModelRole, Map<String, ModelChoice>> models,
    EmotionUse emotions,
    FrameLoad load,
    RunIdentity identity,
    Instant start,
    Instant end,
    SortedSet<LocalDate> days,
    double frames,
    List<String> warnings,
    List<String> troubles)
    implements RunPlan {

  private static final int HASHED_BYTES = 64 * 1024;

  /**
   * @param emotions whether cameras that ask for emotions get them
   * @param footage footage by camera, in place of the site file's
   * @param starts capture time of the first frame by camera, in place of the site file's
   * @throws BadInput naming what cannot be used
   */
  public static FootagePlan of(
      SiteFile file,
      ModelCatalog catalog,
      EmotionUse emotions,
      Map<String, Path> footage,
      Map<String, Instant> starts) {
    return of(file, catalog, emotions, footage, starts, Footage::find);
  }

  /** As above, with footage that is found another way. */
  static FootagePlan of(
      SiteFile file,
      ModelCatalog catalog,
      EmotionUse emotions,
      Map<String, Path> footage,
      Map<String, Instant> starts,
      FootageFinder finder) {
    Site site = file.site();
    requireCameras(site, footage, "--footage");
    requireCameras(site, starts, "--start");
    String layout = site.layoutVersion();
    PoolOptions pool = PoolOptions.forReplay(catalog.device());
    List<FootageCamera> cameras = new ArrayList<>();
    List<Footage> found = new ArrayList<>();
    SortedSet<LocalDate> days = new TreeSet<>();
    Map<ModelRole, Map<String, ModelChoice>> models = new EnumMap<>(ModelRole.class);
    Map<String, String> footageIdentity = new TreeMap<>();
    Map<String, String> modelIdentity = new TreeMap<>();
    List<String> warnings = new ArrayList<>();
    List<String> troubles = new ArrayList<>();
    Map<String, ModelChoice> checked = new LinkedHashMap<>();
    int batch = 1;
    double frames = 0;
    for (Camera camera : site.cameras()) {
      Path path =
          footage.containsKey(camera.id()) ? footage.get(camera.id()) : recorded(file, camera);
      Instant start = starts.getOrDefault(camera.id(), camera.start());
      Footage one = finder.find(camera.id(), path, start, site.zone(), camera.nameFormat());
      PictureSize picture = picture(file, camera, path, one);
      one.troubles().forEach(trouble -> troubles.add("Camera '" + camera.id() + "': " + trouble));
      one.notes().forEach(note -> warnings.add("Camera '" + camera.id() + "': " + note));
      found.add(one);
      days.addAll(days(one));
      cameras.add(
          new FootageCamera(
              site.id(), camera.id(), camera.sampleFps(), picture, layout, one.segments()));
      footageIdentity.put(camera.id(), identity(one));
      frames += expectedFrames(one, camera.sampleFps());
      warnings.addAll(warnings(camera, emotions));
      Set<ModelRole> looks = camera.looks();
      looks.removeAll(emotions.refused());
      for (ModelRole role : looks) {
        ModelManifest manifest = ModelChoices.manifest(catalog, camera, role);
        ModelChoice choice = checked.get(manifest.id());
        if (choice == null) {
          try (OnnxModel<?> model = OnnxModel.load(manifest)) {
            choice = ModelChoices.choice(manifest);
            batch = Math.max(batch, model.batch(pool.batch()));
          }
          checked.put(manifest.id(), choice);
        }
        models.computeIfAbsent(role, key -> new TreeMap<>()).put(camera.id(), choice);
        modelIdentity.put(
            identity(camera, role), choice.id() + " " + choice.sha256() + " " + manifest.meaning());
      }
    }
    if (found.stream().allMatch(one -> one.size() == null)) {
      throw new BadInput("There is no footage that can be used. " + String.join(" ", troubles));
    }
    String runtime =
        "ONNX Runtime "
            + OnnxRuntime.version()
            + " on "
            + catalog.device().key()
            + ", one thread a call";
    return new FootagePlan(
        site,
        cameras,
        models,
        models.containsKey(ModelRole.EMOTIONS) ? emotions : EmotionUse.NONE,
        new FrameLoad(
            batch,
            found.stream()
                .map(Footage::size)
                .filter(Objects::nonNull)
                .mapToLong(size -> (long) size.width() * size.height() * Picture.BYTES_PER_PIXEL)
                .max()
                .orElseThrow(),
            catalog.device()),
        new RunIdentity(layout, footageIdentity, modelIdentity, null, runtime),
        Instant.ofEpochMilli(found.stream().mapToLong(Footage::startMillis).min().orElseThrow()),
        Instant.ofEpochMilli(found.stream().mapToLong(Footage::endMillis).max().orElseThrow()),
        days,
        frames,
        warnings,
        troubles);
  }

  /** The size of the picture that the camera's places are drawn on; null where none can be read. */
  private static PictureSize picture(SiteFile file, Camera camera, Path path, Footage footage) {
    PictureSize said = camera.picture();
    PictureSize found = footage.size();
    if (said != null && found != null && !said.hasAspectOf(found)) {
      throw new BadInput(
          "The layout of camera '"
              + camera.id()
              + "' is drawn on a picture of "
              + said
              + ", and its footage "
              + path
              + " shows "
              + found
              + ", which has another aspect; draw it on a picture of this footage.");
    }
    PictureSize meant = said == null ? found : said;
    if (meant != null) {
      file.requireInside(camera, meant.width(), meant.height());
    }
    return meant;
  }

  @Override
  public Optional<ReplaySpec> spec() {
    return Optional.of(ReplaySpec.ofFootage(site, cameras, models, load));
  }

  /** The days, in UTC, that a camera's footage is of, as far as its files and their names tell. */
  private static SortedSet<LocalDate> days(Footage footage) {
    SortedSet<LocalDate> days = new TreeSet<>();
    footage.segments().forEach(segment -> days.add(day(segment.startMillis())));
    if (footage.segments().size() == 1) {
      // A single file may run over midnights; of several, each carries its own time.
      day(footage.startMillis())
          .datesUntil(day(footage.endMillis()).plusDays(1))
          .forEach(days::add);
    }
    return days;
  }

  private static LocalDate day(long millis) {
    return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC).toLocalDate();
  }

  /** From the first frame of any camera to the last. */
  @Override
  public double seconds() {
    return (end.toEpochMilli() - start.toEpochMilli()) / 1e3;
  }

  private static void requireCameras(Site site, Map<String, ?> byCamera, String option) {
    for (String camera : byCamera.keySet()) {
      if (site.camera(camera).isEmpty()) {
        throw new BadInput(
            option
                + " names the camera '"
                + camera
                + "', which the site '"
                + site.id()
                + "' does not "
                + "have; it has "
                + String.join(", ", site.cameras().stream().map(Camera::id).toList())
                + ".");
      }
    }
  }

  private static Path recorded(SiteFile file, Camera camera) {
    if (camera.isLive()) {
      throw new BadInput(
          "The camera '"
              + camera.id()
              + "' is live (RTSP), which a replay cannot read; give its recorded "
              + "footage with --footage "
              + camera.id()
              + "=FILE.");
    }
    if (camera.uri().matches("[a-zA-Z][a-zA-Z0-9+.-]+:.*") && !camera.uri().startsWith("file:")) {
      throw new BadInput(
          "The footage of camera '"
              + camera.id()
              + "' ("
              + camera.uri().replaceFirst(":.*", ":…")
              + ") is no file or folder; copy it here and give --footage "
              + camera.id()
              + "=FILE.");
    }
    return file.footage(camera);
  }

  private static String identity(Camera camera, ModelRole role) {
    return role == ModelRole.VEHICLES ? camera.id() : camera.id() + " " + role.key();
  }

  /** What of a camera's wishes is not done, or is hardly meant. */
  public static List<String> warnings(Camera camera, EmotionUse emotions) {
    List<String> warnings = new ArrayList<>(SpotOverlaps.sentences(camera));
    if (camera.analyses(Analysis.EMOTIONS)) {
      emotions
          .refusal()
          .ifPresent(
              refusal ->
                  warnings.add(
                      "Camera '"
                          + camera.id()
                          + "' asks for emotions and goes without them. "
                          + refusal));
    }
    if (camera.record()) {
      warnings.add(
          "Camera '" + camera.id() + "' asks to be recorded, which this version does not do.");
    }
    return warnings;
  }

  private static double expectedFrames(Footage footage, double sampleFps) {
    double seconds =
        footage.segments().size() > 1 || footage.segments().get(0).still()
            ? Double.POSITIVE_INFINITY
            : (footage.endMillis() - footage.startMillis()) / 1e3;
    return sampleFps > 0 ? Math.min(footage.frames(), seconds * sampleFps) : footage.frames();
  }

  private static String identity(Footage footage) {
    StringBuilder text = new StringBuilder();
    for (FootageSegment segment : footage.segments()) {
      Path file = Path.of(segment.file());
      text.append(file).append('\n').append(segment.startMillis()).append('\n');
      try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
        byte[] ends = new byte[2 * HASHED_BYTES];
        int first = Math.max(0, bytes.read(ends, 0, HASHED_BYTES));
        bytes.seek(Math.max(0, bytes.length() - HASHED_BYTES));
        int last = Math.max(0, bytes.read(ends, first, HASHED_BYTES));
        text.append(bytes.length())
            .append('\n')
            .append(Arrays.hashCode(Arrays.copyOf(ends, first + last)))
            .append('\n');
      } catch (IOException e) {
        throw new BadInput("The footage " + file + " cannot be read: " + e.getMessage() + ".", e);
      }
    }
    return Digest.sha256(text.toString());
  }
}
