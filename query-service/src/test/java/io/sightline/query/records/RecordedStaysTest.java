package io.sightline.query.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.site.Gate;
import io.sightline.domain.site.Site;
import io.sightline.query.UseCases;
import io.sightline.store.records.RecordRows;
import io.sightline.store.records.RecordRows.Record;
import io.sightline.store.records.RecordSite;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedStaysTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;
  private UseCases useCases;
  private RecordRows rows;
  private RecordSite site;
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  @BeforeEach
  void start() {
    useCases = UseCases.start(folder);
    rows = useCases.get(RecordRows.class);
    site = useCases.get(RecordSite.class);
  }

  @AfterEach
  void stop() {
    useCases.close();
  }

  private void note(String plate, Duration ago, Gate.Direction direction) {
    Site of = site.require();
    long number = rows.number();
    Instant at = now.minus(ago);
    rows.add(
        new Record(number, of.id(), plate, "Vehicle Entry", "", at, null),
        null,
        site.passage(of, Long.toString(number), at, direction, plate, null, ""));
    useCases.get(RecordedStays.class).changed();
  }

  private List<String> stays() {
    return useCases
        .jdbc()
        .sql(
            "select concat_ws(' ', plate, outcome, stay_ms) from vehicle_sessions"
                + " where not retracted order by at")
        .query(String.class)
        .list();
  }

  @Test
  void whatLiesAtTheEdgeOfWhatIsLookedAtIsNotTakenForAnExitWithoutAnEntry() {
    note("LONG1", Duration.ofDays(10).plusHours(1), Gate.Direction.ENTRY);
    note("LONG1", Duration.ofDays(10).minusHours(1), Gate.Direction.EXIT);
    note("NEW11", Duration.ofHours(3), Gate.Direction.ENTRY);
    note("NEW11", Duration.ofHours(1), Gate.Direction.EXIT);
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(stays()).containsExactly("NEW11 completed 7200000"));
  }

  @Test
  void whatIsNotedLaterOfATimeBeforeChangesTheStayAndTakesBackWhatWasThere() {
    note("ABCD12", Duration.ofHours(1), Gate.Direction.EXIT);
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(stays()).containsExactly("ABCD12 missed-entry"));
    note("ABCD12", Duration.ofHours(3), Gate.Direction.ENTRY);
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(stays()).containsExactly("ABCD12 completed 7200000"));
    long written = written();
    useCases.get(RecordedStays.class).changed();
    await()
        .during(Duration.ofSeconds(2))
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(written()).as("nothing is written twice").isEqualTo(written));
  }

  private long written() {
    return useCases
        .jdbc()
        .sql("select max(written_xid::text::bigint) from vehicle_sessions")
        .query(Long.class)
        .single();
  }
}
