package io.sightline.analytics.vehicles;

import io.sightline.domain.facts.Passage;
import io.sightline.domain.observations.Observations;
import java.util.ArrayList;
import java.util.List;

/**
 * Which of a camera's whole pictures show passages. Whoever looks at frames keeps those that may; a
 * passage takes that of its crossing's frame, or else the last one before it that shows the
 * vehicle; the others go. What is remembered is of a few seconds.
 */
public final class GatePictures {
  /** A picture from longer before a crossing does not show it. */
  private static final long LONGEST_BEFORE_MILLIS = 2_000;

  private final List<KeptPicture> pictures;

  /**
   * @param before as it was left by {@link #remembered}
   */
  public GatePictures(List<KeptPicture> before) {
    pictures = new ArrayList<>(before);
  }

  /** Takes note of a frame's picture, if it has one, and of the tracks that it shows. */
  public void see(Observations observations, VehicleTracker.Step step) {
    if (observations.picture() == null) {
      return;
    }
    List<KeptPicture.Shown> shown = new ArrayList<>();
    for (VehicleTracker.Sighting sighting : step.seen()) {
      for (int i = 0; i < observations.vehicles().size(); i++) {
        if (observations.vehicles().get(i) == sighting.detection()) {
          TrackState track = sighting.track();
          shown.add(new KeptPicture.Shown(track.firstMillis(), track.rank(), i));
        }
      }
    }
    pictures.add(
        new KeptPicture(
            observations.picture(),
            observations.frame().capturedAtMillis(),
            List.copyOf(shown),
            false));
  }

  /** The passage with the picture of its crossing, where there is one. */
  public Passage pictured(Passage passage, VehicleTracker.Crossed crossed) {
    long at = crossed.crossing().atMillis();
    for (int i = pictures.size() - 1; i >= 0; i--) {
      KeptPicture picture = pictures.get(i);
      if (picture.atMillis() <= at && picture.atMillis() >= at - LONGEST_BEFORE_MILLIS) {
        for (KeptPicture.Shown shown : picture.shown()) {
          if (shown.isOf(crossed.track())) {
            pictures.set(i, picture.taken());
            return picture.name().equals(Observations.ERASED_PICTURE)
                ? passage
                : passage.pictured(picture.name(), shown.vehicle());
          }
        }
      }
    }
    return passage;
  }

  /**
   * Forgets the pictures that no later passage can be of.
   *
   * @param settledMillis no passage will be of times before this
   * @return names of those that no passage took
   */
  public List<String> left(long settledMillis) {
    List<String> left = new ArrayList<>();
    for (KeptPicture picture : pictures) {
      if (isPast(picture, settledMillis)
          && !picture.used()
          && !picture.name().equals(Observations.ERASED_PICTURE)) {
        left.add(picture.name());
      }
    }
    pictures.removeIf(picture -> isPast(picture, settledMillis));
    return left;
  }

  private static boolean isPast(KeptPicture picture, long settledMillis) {
    return picture.atMillis() < settledMillis - LONGEST_BEFORE_MILLIS;
  }

  /** What is to be remembered until the next record. */
  public List<KeptPicture> remembered() {
    return List.copyOf(pictures);
  }
}
