package io.sightline.evaluation.tracking;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.analytics.vehicles.TrackState;
import io.sightline.analytics.vehicles.TrackerState;
import io.sightline.analytics.vehicles.TrackingRules;
import io.sightline.analytics.vehicles.VehicleTracker;
import io.sightline.domain.BadInput;
import io.sightline.domain.observations.Detection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How well vehicles are followed: what the tracker makes of boxes, against the truth. */
public final class TrackingEvaluation {
  public static final String TASK = "tracking";

  private TrackingEvaluation() {}

  /**
   * How good the tracker is. Shares are 0 to 1, and {@code mota} may be below 0; {@code
   * id_switches} is how often a vehicle goes on under another track.
   *
   * @param vehicles that the truth has
   * @param tracks that the tracker made
   */
  public record Score(
      String sequence,
      int frames,
      int vehicles,
      int tracks,
      double hota,
      @JsonProperty("det_a") double detA,
      @JsonProperty("ass_a") double assA,
      double mota,
      double idf1,
      @JsonProperty("id_switches") int idSwitches) {}

  /**
   * What came out.
   *
   * @param data what the sequences are called
   * @param all the sequences together
   */
  public record Result(String task, String data, Score all, List<Score> sequences) {}

  /** Counts of one sequence, or of several. */
  private record Counts(
      int frames, int vehicles, int tracks, Hota hota, ClearMot clear, IdentityF1 identity) {
    static Counts of(List<TrackedFrame> frames) {
      return new Counts(
          frames.size(),
          IdIndex.of(frames, TrackedFrame::truth).size(),
          IdIndex.of(frames, TrackedFrame::said).size(),
          Hota.of(frames),
          ClearMot.of(frames),
          IdentityF1.of(frames));
    }

    Counts plus(Counts other) {
      return new Counts(
          frames + other.frames,
          vehicles + other.vehicles,
          tracks + other.tracks,
          hota.plus(other.hota),
          clear.plus(other.clear),
          identity.plus(other.identity));
    }

    Score score(String name) {
      return new Score(
          name,
          frames,
          vehicles,
          tracks,
          rounded(hota.hota()),
          rounded(hota.detA()),
          rounded(hota.assA()),
          rounded(clear.mota()),
          rounded(identity.idf1()),
          clear.switches());
    }
  }

  /**
   * @param data a sequence, or a folder of sequences, in MOT's form
   * @throws BadInput when something is missing or cannot be meant
   */
  public static Result of(Path data) {
    String name = String.valueOf(data.toAbsolutePath().normalize().getFileName());
    Counts all = null;
    List<Score> scores = new ArrayList<>();
    for (Path folder : sequences(data)) {
      MotSequence sequence = MotSequence.read(folder);
      Counts counts = Counts.of(followed(sequence));
      scores.add(counts.score(sequence.name()));
      all = all == null ? counts : all.plus(counts);
    }
    return new Result(TASK, name, all.score(name), scores);
  }

  private static List<Path> sequences(Path data) {
    if (!Files.isDirectory(data)) {
      throw new BadInput(
          data + " is no folder; give one with a sequence in MOT's form, or with several.");
    }
    if (MotSequence.isIn(data)) {
      return List.of(data);
    }
    try (Stream<Path> inside = Files.list(data)) {
      List<Path> found =
          inside.filter(Files::isDirectory).filter(MotSequence::isIn).sorted().toList();
      if (found.isEmpty()) {
        throw new BadInput(
            "There is no sequence in "
                + data
                + "; one in MOT's form has "
                + MotSequence.INFO
                + ", "
                + MotSequence.TRUTH
                + " and "
                + MotSequence.DETECTIONS
                + ".");
      }
      return found;
    } catch (IOException e) {
      throw new BadInput(data + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  private static List<TrackedFrame> followed(MotSequence sequence) {
    List<Long> millis = new ArrayList<>();
    for (int frame = 0; frame < sequence.truth().size(); frame++) {
      millis.add((long) (frame * 1_000 / sequence.fps()));
    }
    List<TrackedFrame> frames =
        followed(
            new VehicleTracker(TrackingRules.at(sequence.fps()), List.of()),
            millis,
            sequence.truth(),
            sequence.detections());
    return IntStream.range(0, frames.size())
        .mapToObj(frame -> frames.get(frame).without(sequence.ignored().get(frame)))
        .toList();
  }

  /**
   * What a tracker says of each frame: the vehicles it had seen there, by the tracks that turned
   * out to be no noise.
   *
   * @param millis capture times
   */
  public static List<TrackedFrame> followed(
      VehicleTracker tracker,
      List<Long> millis,
      List<List<Placed>> truth,
      List<List<Detection>> detections) {
    TrackerState state = TrackerState.EMPTY;
    List<List<Placed>> said = new ArrayList<>();
    Map<String, Long> ids = new HashMap<>();
    Set<Long> counts = new HashSet<>();
    for (int frame = 0; frame < truth.size(); frame++) {
      VehicleTracker.Step step = tracker.see(state, millis.get(frame), detections.get(frame));
      state = step.state();
      List<Placed> seen = new ArrayList<>();
      for (TrackState track : state.tracks()) {
        long id =
            ids.computeIfAbsent(track.firstMillis() + "/" + track.rank(), key -> (long) ids.size());
        if (track.lastMillis() == millis.get(frame)) {
          seen.add(new Placed(id, track.box()));
        }
      }
      for (TrackState track : step.confirmed()) {
        counts.add(ids.get(track.firstMillis() + "/" + track.rank()));
      }
      said.add(seen);
    }
    List<TrackedFrame> frames = new ArrayList<>();
    for (int frame = 0; frame < truth.size(); frame++) {
      frames.add(
          new TrackedFrame(
              truth.get(frame),
              said.get(frame).stream().filter(one -> counts.contains(one.id())).toList()));
    }
    return frames;
  }

  private static double rounded(double share) {
    return Math.round(share * 1e4) / 1e4;
  }
}
