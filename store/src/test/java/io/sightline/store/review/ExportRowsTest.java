package io.sightline.store.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.store.TestDatabase;
import io.sightline.store.review.ExportRows.Wanted;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class ExportRowsTest {
  private static final Instant FROM = Instant.parse("2026-03-01T08:00:00Z");

  @Test
  void whatIsNotMadeIsKnownAsItWasAskedFor() throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      ExportRows rows =
          new ExportRows(new SingleConnectionDataSource(database.address().connect(), true));
      Map<UUID, Wanted> wanted =
          Map.of(
              UUID.randomUUID(), new Wanted(Set.of("north", "south"), FROM, FROM.plusSeconds(60)),
              UUID.randomUUID(), new Wanted(null, null, null));
      wanted.forEach((id, one) -> rows.request(id, one, 1, Instant.now().plusSeconds(600)));
      assertThat(rows.unfinished()).isEqualTo(wanted);
      wanted.keySet().forEach(id -> rows.done(id, 0, false));
      assertThat(rows.unfinished()).isEmpty();
    }
  }
}
