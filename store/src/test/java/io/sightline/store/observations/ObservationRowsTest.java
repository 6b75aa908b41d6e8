package io.sightline.store.observations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.ObservationLog;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.store.StoreFixture;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

class ObservationRowsTest {
  private static final Instant EIGHT = Instant.parse("2026-03-01T08:00:00Z");

  private StoreFixture store;
  private ObservationRows rows;

  @BeforeEach
  void start() {
    store = StoreFixture.create();
    rows = new ObservationRows(store.jdbc());
  }

  @AfterEach
  void stop() {
    store.close();
  }

  private static Observations frame(String camera, long number) {
    return Observations.nothing(
        new FrameHeader(
            "garage", camera, 0, number, number, RecordKind.FRAME, null, false, "", null));
  }

  private void minute(String run, String camera, Instant at, byte[] payload) {
    store
        .jdbc()
        .sql(
            """
            insert into observations (run, id, site, camera, at, revision, frames, detections,
              layout_version, code_version, payload)
            values (?, gen_random_uuid(), 'garage', ?, ?, 0, 10, 3, '', '1', ?)
            """)
        .params(run, camera, at.atOffset(java.time.ZoneOffset.UTC), payload)
        .update();
  }

  /** Minutes from eight o'clock on, each with one frame of its number, the last one first. */
  private void minutes(String run, String camera, int count) {
    for (int i = count - 1; i >= 0; i--) {
      minute(
          run,
          camera,
          EIGHT.plusSeconds(60L * i),
          ObservationLog.encode(List.of(frame(camera, i))));
    }
  }

  @Test
  void aRunSpansFromItsFirstMinutesStartToItsLastOnesEnd() {
    minutes("evening", "gate", 3);
    minutes("evening", "quay", 5);
    assertThat(rows.span("evening"))
        .contains(new ObservationRows.Span(EIGHT, EIGHT.plusSeconds(300)));
    assertThat(rows.span("night")).isEmpty();
  }

  @Test
  void camerasAndDaysAreSortedAndTheRunsOwn() {
    minutes("evening", "quay", 1);
    minutes("evening", "gate", 2);
    minutes("night", "exit", 1);
    minute("evening", "gate", Instant.parse("2026-03-02T23:59:00Z"), new byte[0]);
    assertThat(rows.cameras("evening")).containsExactly("gate", "quay");
    assertThat(rows.days("evening"))
        .containsExactly(LocalDate.of(2026, 3, 1), LocalDate.of(2026, 3, 2));
    assertThat(rows.days("nothing")).isEmpty();
  }

  @Test
  void framesAreCountedOverTheSitesCameras() {
    minutes("evening", "gate", 4);
    minutes("evening", "quay", 2);
    minutes("night", "gate", 1);
    Site site =
        SiteFile.parse(
                "site",
                Path.of("/"),
                "{site: garage, cameras: [{id: gate, uri: 'rtsp://10.0.0.7/a'}]}")
            .site();
    assertThat(rows.frames("evening", site)).isEqualTo(40);
    assertThat(rows.counts("evening", site, null, null).detections()).isEqualTo(12);
    assertThat(rows.frames("nothing", site)).isZero();
  }

  @Test
  void ofAPartOnlyWhatLiesInItIsCounted() {
    Site site =
        SiteFile.parse(
                "site",
                Path.of("/"),
                "{site: garage, cameras: [{id: gate, uri: 'rtsp://10.0.0.7/a'}]}")
            .site();
    for (int minute = 0; minute < 4; minute++) {
      List<Observations> records = new java.util.ArrayList<>();
      for (int second = 0; second < 60; second += 6) {
        long at = EIGHT.plusSeconds(60L * minute + second).toEpochMilli();
        RecordKind kind = second == 30 ? RecordKind.DROPPED : RecordKind.FRAME;
        records.add(
            Observations.nothing(
                new FrameHeader(
                    "garage",
                    "gate",
                    0,
                    minute * 10L + second / 6,
                    at,
                    kind,
                    kind == RecordKind.DROPPED ? "not-after-last" : null,
                    false,
                    "",
                    null)));
      }
      minute("evening", "gate", EIGHT.plusSeconds(60L * minute), ObservationLog.encode(records));
    }
    store
        .jdbc()
        .sql("update observations set frames = 9, dropped = '{\"not-after-last\": 1}'")
        .update();
    ObservationRows.Counts all = rows.counts("evening", site, null, null);
    assertThat(all.frames()).isEqualTo(36);
    assertThat(all.dropped()).containsExactly(java.util.Map.entry("not-after-last", 4L));
    Instant from = EIGHT.plusSeconds(45);
    Instant to = EIGHT.plusSeconds(130);
    ObservationRows.Counts part = rows.counts("evening", site, from, to);
    assertThat(part.frames()).as("48 and 54 s, a minute, 0 and 6 s of the next").isEqualTo(13);
    assertThat(part.dropped()).containsExactly(java.util.Map.entry("not-after-last", 1L));
    assertThat(rows.counts("evening", site, from, EIGHT.plusSeconds(55)).frames()).isEqualTo(2);
    assertThat(rows.counts("evening", site, EIGHT, EIGHT.plusSeconds(60)).frames()).isEqualTo(9);
  }

  @Test
  void recordsComeInTheOrderOfTheirMinutes() {
    minutes("evening", "gate", 3);
    assertThat(rows.all("evening", "gate"))
        .extracting(seen -> seen.frame().number())
        .containsExactly(0L, 1L, 2L);
    assertThat(rows.all("evening", "quay")).isEmpty();
    minute("evening", "gate", EIGHT.minusSeconds(60), new byte[] {99});
    assertThatThrownBy(() -> rows.all("evening", "gate"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("gate")
        .hasMessageContaining("version 99");
  }

  @Test
  void pagesGoOnBehindEachOtherUntilThereIsNoMore() {
    minutes("evening", "gate", 40);
    minutes("evening", "quay", 3);
    minutes("night", "gate", 3);
    List<Instant> seen = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    try (ObservationPages pages = new ObservationPages(store.address(), "evening", "gate")) {
      List<ObservationPages.Minute> page = pages.from(Instant.EPOCH);
      while (!page.isEmpty()) {
        sizes.add(page.size());
        page.forEach(minute -> seen.add(minute.at()));
        page = pages.from(seen.get(seen.size() - 1).plusSeconds(60));
      }
      assertThat(pages.from(EIGHT.plusSeconds(39 * 60)))
          .singleElement()
          .satisfies(
              last ->
                  assertThat(ObservationLog.decode(last.payload()))
                      .containsExactly(frame("gate", 39)));
    }
    assertThat(sizes).containsExactly(16, 16, 8);
    assertThat(seen)
        .containsExactlyElementsOf(
            IntStream.range(0, 40).mapToObj(i -> EIGHT.plusSeconds(60L * i)).toList());
  }

  @Test
  void aPageIsReadOverAConnectionThatIsGivenBack() {
    String connections =
        "select count(*) from pg_stat_activity where query like 'select at, payload%'";
    try (ObservationPages pages = new ObservationPages(store.address(), "evening", "gate")) {
      pages.from(EIGHT);
      pages.from(EIGHT);
      assertThat(store.jdbc().sql(connections).query(Long.class).single()).isEqualTo(1);
      store
          .jdbc()
          .sql(
              "select pg_terminate_backend(pid) from pg_stat_activity"
                  + " where query like 'select at, payload%'")
          .query()
          .listOfRows();
      assertThatThrownBy(() -> pages.from(EIGHT)).isInstanceOf(DataAccessException.class);
    }
    try (ObservationPages pages = new ObservationPages(store.address(), "evening", "gate")) {
      pages.from(EIGHT);
    }
    org.awaitility.Awaitility.await()
        .until(() -> store.jdbc().sql(connections).query(Long.class).single() == 0);
  }
}
