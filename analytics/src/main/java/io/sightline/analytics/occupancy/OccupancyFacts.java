package io.sightline.analytics.occupancy;

import io.sightline.analytics.occupancy.OccupancyScopes.OccupancyScope;
import io.sightline.domain.DerivedIds;
import io.sightline.domain.facts.Alert;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.OccupancyWindow;
import io.sightline.domain.facts.SpotState;
import io.sightline.domain.facts.SpotTransition;
import io.sightline.domain.site.Site;

/** What is said of a site's spots, in the words of its facts. */
final class OccupancyFacts {
  private OccupancyFacts() {}

  /**
   * @param untilMillis up to when there is the scope, or has been any time; at most the window's
   *     end
   * @param models SHA-256 of every model that looked
   * @param revisionMillis up to when it is counted
   */
  static OccupancyWindow window(
      Site site,
      OccupancyScope scope,
      WindowSize size,
      WindowTally tally,
      long untilMillis,
      String models,
      String layoutVersion,
      long revisionMillis,
      boolean isFinal) {
    int spots = scope.spotIds().size();
    long known = tally.occupiedMillis() + tally.freeMillis();
    long all = tally.allMillis(untilMillis, spots);
    double mean = known == 0 ? 0 : (double) tally.occupiedMillis() * spots / known;
    return new OccupancyWindow(
        new FactHead(
            "", site.id(), tally.startMillis(), revisionMillis, isFinal, models, layoutVersion),
        scope.kind(),
        scope.id(),
        size.millis(),
        tally.startMillis(),
        tally.endMillis(),
        tally.occupiedMillis(),
        tally.freeMillis(),
        all - known,
        tally.peak(),
        mean,
        tally.arrivals(),
        tally.departures(),
        tally.longestMillis(),
        scope.capacity());
  }

  /**
   * @param sinceMillis since when the spot is occupied
   * @param models SHA-256 of every model that looked
   */
  static Alert spotStay(
      Site site,
      String spot,
      long sinceMillis,
      long atMillis,
      String models,
      String layoutVersion) {
    String transition = DerivedIds.spotTransition(site.id(), spot, sinceMillis);
    return Alert.spotStay(
        new FactHead(
            DerivedIds.spotStay(transition),
            site.id(),
            atMillis,
            atMillis,
            true,
            models,
            layoutVersion),
        spot,
        transition);
  }

  /**
   * @param full otherwise free again
   * @param seenMillis the frame that decided it
   * @param models SHA-256 of every model that looked
   */
  static Alert fullness(
      Site site,
      OccupancyScope scope,
      boolean full,
      long atMillis,
      long seenMillis,
      String models,
      String layoutVersion) {
    return Alert.fullness(
        new FactHead(
            DerivedIds.fullness(site.id(), scope.key(), full, atMillis),
            site.id(),
            atMillis,
            seenMillis,
            true,
            models,
            layoutVersion),
        scope.kind() == OccupancyWindow.Scope.ZONE ? scope.id() : null,
        full);
  }

  /**
   * @param change the one that decided
   * @param model SHA-256 of the model that looked
   */
  static SpotTransition transition(
      Site site,
      SpotChange change,
      SpotState state,
      SpotState previous,
      String model,
      String layoutVersion) {
    return new SpotTransition(
        new FactHead(
            DerivedIds.spotTransition(site.id(), change.spot(), change.atMillis()),
            site.id(),
            change.atMillis(),
            change.seenAtMillis(),
            true,
            model,
            layoutVersion),
        change.spot(),
        state,
        previous,
        change.camera());
  }
}
