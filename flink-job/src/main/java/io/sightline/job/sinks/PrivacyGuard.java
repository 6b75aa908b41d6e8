package io.sightline.job.sinks;

import io.sightline.domain.facts.Fact;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.plates.NormalPlate;
import io.sightline.domain.privacy.PlateKeys;
import io.sightline.domain.site.LayoutCache;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.Privacy;
import io.sightline.domain.site.Site;
import io.sightline.job.cameras.CameraLatest;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.erasure.Tombstones;
import io.sightline.store.erasure.Tombstones.Tombstone;
import io.sightline.store.facts.FactKind;
import java.io.Serializable;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Stands in front of whoever writes plates and faces: erased plates are left out, and those of
 * sites that want it are told as pseudonyms. Tombstones are at most a second old when something is
 * held against them. Not for use by several threads.
 */
public final class PrivacyGuard implements Serializable {
  /** Lets every plate pass. */
  static final PrivacyGuard NONE = new PrivacyGuard(null, PlateKeys.NONE, null);

  private static final String LABEL = "plate";
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final DatabaseAddress database;
  private final PlateKeys keys;
  private final Layouts layouts;

  private transient LayoutCache<Privacy> privacy;

  /** By site. */
  private transient Map<String, List<Tombstone>> erased;

  private transient long askedNanos;

  /**
   * @param database that holds the tombstones; null where there are none
   * @param layouts that say how a site wants its plates told; null where all are told as they are
   */
  public PrivacyGuard(DatabaseAddress database, PlateKeys keys, Layouts layouts) {
    this.database = database;
    this.keys = keys;
    this.layouts = layouts;
  }

  /** A fact as it is told: with its plate, or what stands for it. */
  <F extends Fact> F told(FactKind<F> kind, F fact) {
    FactHead head = fact.head();
    return kind.plate().isPresent() && isPseudonymous(head.site(), head.layoutVersion())
        ? kind.renamed(fact, this::pseudonym)
        : fact;
  }

  private String pseudonym(String plate) {
    if (keys.pseudonym() == null) {
      throw new IllegalStateException(
          "A site asks for pseudonyms of plates, and there is no privacy.pseudonym-key to make them"
              + " with.");
    }
    return keys.pseudonym(plate);
  }

  private boolean isPseudonymous(String site, String layoutVersion) {
    return privacy(site, layoutVersion).plates() == Privacy.Plates.PSEUDONYM;
  }

  private Privacy privacy(String site, String layoutVersion) {
    if (layouts == null) {
      return Privacy.DEFAULT;
    }
    if (privacy == null) {
      privacy = new LayoutCache<>(layouts, Site::privacy);
    }
    return privacy.of(site, layoutVersion);
  }

  /** By what a fact's plate is known when it is erased; null where it names none. */
  <F extends Fact> byte[] mark(FactKind<F> kind, F fact) {
    String plate = kind.plateOf(fact);
    if (plate == null) {
      return null;
    }
    if (keys.erasure() == null) {
      // Refuses where there are tombstones that nobody could hold it against.
      tombstones();
      return null;
    }
    return keys.mark(fact.head().site(), plate);
  }

  /** Whether a fact is not to be told with its plate. */
  <F extends Fact> boolean isErased(FactKind<F> kind, F fact) {
    String plate = kind.plateOf(fact);
    FactHead head = fact.head();
    return plate != null
        && isErased(
            head.site(), plate, head.atMillis(), Math.max(head.atMillis(), head.revisionMillis()));
  }

  private boolean isErased(String site, String plate, long firstMillis, long lastMillis) {
    List<Tombstone> ofSite = tombstones().getOrDefault(site, List.of());
    if (ofSite.isEmpty() || NormalPlate.of(plate).isEmpty()) {
      return false;
    }
    byte[] mark = keys.mark(site, plate);
    return ofSite.stream()
        .anyMatch(
            one ->
                one.fromMillis() <= lastMillis
                    && one.toMillis() > firstMillis
                    && Arrays.equals(one.mark(), mark));
  }

  /** What was seen, without what stands on plates that are erased. */
  List<Observations> withoutErased(List<Observations> records) {
    return records.stream().map(this::withoutErased).toList();
  }

  /** The same of one frame. */
  Observations withoutErased(Observations seen) {
    if (seen.plates().stream().noneMatch(plate -> isErased(seen, plate))) {
      return seen;
    }
    return seen.withPlates(
        seen.plates().stream()
            .map(plate -> isErased(seen, plate) ? plate.unread() : plate)
            .toList());
  }

  private boolean isErased(Observations seen, PlateSighting plate) {
    long at = seen.frame().capturedAtMillis();
    return plate.text() != null && isErased(seen.frame().site(), plate.text().text(), at, at);
  }

  /** What was seen, as everybody may know it. */
  Observations published(Observations seen) {
    FrameHeader frame = seen.frame();
    return withoutErased(seen.told(privacy(frame.site(), frame.layoutVersion())));
  }

  /** The newest word of a camera, without the names of erased plates. */
  CameraLatest told(CameraLatest latest) {
    List<Detection> seen =
        latest.seen().stream()
            .map(
                one ->
                    isErased(latest.site(), one.label(), latest.atMillis(), latest.atMillis())
                        ? new Detection(LABEL, one.score(), one.box())
                        : one)
            .toList();
    return new CameraLatest(
        latest.site(),
        latest.camera(),
        latest.atMillis(),
        latest.up(),
        latest.reason(),
        latest.width(),
        latest.height(),
        seen);
  }

  private Map<String, List<Tombstone>> tombstones() {
    if (database == null) {
      return Map.of();
    }
    if (erased == null || System.nanoTime() - askedNanos > FRESH.toNanos()) {
      long now = System.nanoTime();
      erased =
          database.with(jdbc -> Tombstones.ofPlates(jdbc, keys)).stream()
              .collect(Collectors.groupingBy(Tombstone::site, HashMap::new, Collectors.toList()));
      askedNanos = now;
    }
    return erased;
  }
}
