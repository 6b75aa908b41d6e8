package io.sightline.analytics.plates;

import io.sightline.domain.DerivedIds;
import io.sightline.domain.facts.Alert;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.SpotStay;
import io.sightline.domain.site.Permits;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Holds the plate of a vehicle against the permits of the designated spots on which it stands. Of
 * whom no plate is known nothing is said.
 *
 * @param stands of one track, as they were told last
 * @param alerts that stand
 */
public record SpotMisuse(List<SpotStay> stands, List<Alert> alerts) {
  static final SpotMisuse NONE = new SpotMisuse(List.of(), List.of());

  /**
   * With a time on a spot, or as more is known of it. Whom the spot was for when the vehicle came
   * to stand there counts, whatever a later layout says.
   */
  SpotMisuse with(SpotStay stand) {
    List<SpotStay> all = new ArrayList<>(stands);
    SpotStay known = known(stand);
    all.remove(known);
    all.add(known == null ? stand : by(stand, known.head().layoutVersion()));
    return new SpotMisuse(List.copyOf(all), alerts);
  }

  /** The same time on a spot as it was told before; null where it was not. */
  SpotStay known(SpotStay stand) {
    return stands.stream()
        .filter(one -> one.head().id().equals(stand.head().id()))
        .findFirst()
        .orElse(null);
  }

  private static SpotStay by(SpotStay stand, String layoutVersion) {
    FactHead head = stand.head();
    return new SpotStay(
        new FactHead(
            head.id(),
            head.site(),
            head.atMillis(),
            head.revisionMillis(),
            head.isFinal(),
            head.modelSha256(),
            layoutVersion),
        stand.camera(),
        stand.spot(),
        stand.track(),
        stand.stoodMillis());
  }

  /**
   * Judges by what is known now.
   *
   * @param permits those of a layout, by its version
   * @param plate null where none is known
   * @param millis event time at which it became known
   * @param isFinal whether the track is over
   * @param told is given the alerts that are new, and those that there are not after all
   */
  SpotMisuse judged(
      Function<String, Permits> permits,
      String plate,
      long millis,
      boolean isFinal,
      Consumer<Alert> told) {
    if (stands.isEmpty()) {
      return this;
    }
    List<Alert> after = new ArrayList<>();
    for (SpotStay stand : stands) {
      String id = DerivedIds.spotMisuse(stand.head().id());
      Alert known =
          alerts.stream().filter(alert -> alert.head().id().equals(id)).findFirst().orElse(null);
      FactHead came = stand.head();
      if (permits.apply(came.layoutVersion()).refuses(stand.spot(), plate, came.atMillis())) {
        boolean isSame =
            known != null
                && Objects.equals(known.plate(), plate)
                && known.head().isFinal() == isFinal;
        Alert alert =
            isSame ? known : Alert.spotMisuse(head(stand, id, millis, isFinal), stand, plate);
        if (!isSame) {
          told.accept(alert);
        }
        after.add(alert);
      } else if (known != null) {
        told.accept(known.of(known.head().retracted(millis)));
      }
    }
    return new SpotMisuse(stands, List.copyOf(after));
  }

  private static FactHead head(SpotStay stand, String id, long millis, boolean isFinal) {
    FactHead of = stand.head();
    return new FactHead(
        id,
        of.site(),
        of.atMillis(),
        Math.max(millis, of.revisionMillis()),
        isFinal,
        of.modelSha256(),
        of.layoutVersion());
  }
}
