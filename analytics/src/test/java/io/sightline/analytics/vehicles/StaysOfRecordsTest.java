package io.sightline.analytics.vehicles;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.DerivedIds;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.VehicleSession;
import io.sightline.domain.site.Gate;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StaysOfRecordsTest {
  private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");
  private static final Site SITE =
      SiteFile.parse(
              "site",
              Path.of("/"),
              """
              site: carwatch
              cameras: [{id: carwatch, uri: records}]
              sessions: {max-stay: 48h, overstay: 24h, grace: 5m}
              """)
          .site();

  private static Passage passage(int number, Instant at, Gate.Direction direction, String plate) {
    String track = DerivedIds.recordedTrack("carwatch", Integer.toString(number));
    long millis = at.toEpochMilli();
    FactHead head =
        new FactHead(
            DerivedIds.passage(track, "records", millis),
            "carwatch",
            millis,
            millis,
            true,
            "",
            SITE.layoutVersion());
    return new Passage(head, "carwatch", "records", direction, track, "vehicle", plate, 1f, null);
  }

  private static Map<String, VehicleSession> standing(List<VehicleSession> rows) {
    Map<String, VehicleSession> standing = new TreeMap<>();
    for (VehicleSession row : rows) {
      standing.remove(row.head().id());
      if (!row.head().isRetracted()) {
        // Up to when it was known says how passages came, and whoever writes says it anew.
        standing.put(row.head().id(), row.of(row.head().revised(0, row.head().isFinal())));
      }
    }
    return standing;
  }

  @Test
  void staysOfLongAgoAreToldWhateverTheTimeBetweenThem() {
    List<Passage> passages =
        List.of(
            passage(1, START, Gate.Direction.ENTRY, "AB12"),
            passage(2, START.plus(Duration.ofHours(30)), Gate.Direction.EXIT, "AB12"),
            passage(3, START.plus(Duration.ofDays(200)), Gate.Direction.ENTRY, "CD34"),
            passage(4, START.plus(Duration.ofDays(400)), Gate.Direction.EXIT, "CD34"));
    StaysOfRecords.Outcome outcome =
        new StaysOfRecords(SITE, "carwatch")
            .take(passages, START.plus(Duration.ofDays(500)).toEpochMilli());
    assertThat(standing(outcome.stays()).values().stream().map(one -> one.plate() + one.outcome()))
        .containsExactlyInAnyOrder("AB12COMPLETED", "CD34MISSED_EXIT", "CD34MISSED_ENTRY");
    assertThat(outcome.stays().stream().filter(one -> one.plate().equals("AB12")))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.stayMillis()).isEqualTo(Duration.ofHours(30).toMillis());
              assertThat(one.overstay()).isTrue();
            });
    assertThat(outcome.overstays()).hasSize(2);
  }

  /** However the passages come, in one go or part by part, the stays are the same. */
  @Property(tries = 100)
  void partByPartIsAsInOneGo(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int count) {
    Random random = new Random(seed);
    List<Passage> passages = new ArrayList<>();
    Instant at = START;
    for (int i = 0; i < count; i++) {
      at = at.plusSeconds(1 + random.nextInt(random.nextBoolean() ? 3_600 : 400_000));
      passages.add(
          passage(
              i,
              at,
              random.nextBoolean() ? Gate.Direction.ENTRY : Gate.Direction.EXIT,
              random.nextInt(5) == 0 ? null : "AB" + random.nextInt(4)));
    }
    long end = at.plus(Duration.ofDays(1)).toEpochMilli();
    Map<String, VehicleSession> whole =
        standing(new StaysOfRecords(SITE, "carwatch").take(passages, end).stays());
    StaysOfRecords keeper = new StaysOfRecords(SITE, "carwatch");
    List<VehicleSession> told = new ArrayList<>();
    int next = 0;
    while (next < count) {
      int until = Math.min(count, next + 1 + random.nextInt(5));
      long millis = until == count ? end : passages.get(until).head().atMillis();
      told.addAll(keeper.take(passages.subList(next, until), millis).stays());
      next = until;
    }
    assertThat(standing(told)).isEqualTo(whole);
  }
}
