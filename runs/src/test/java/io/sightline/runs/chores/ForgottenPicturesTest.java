package io.sightline.runs.chores;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.media.store.EvidenceNames;
import io.sightline.media.store.MediaAddress;
import io.sightline.media.store.MediaStore;
import io.sightline.store.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class ForgottenPicturesTest {
  private static final Instant NOW = Instant.parse("2026-03-05T12:00:00Z");

  @TempDir Path folder;

  private static String crop(Duration age) {
    return "gate/" + NOW.minus(age).toEpochMilli() + "-0.jpg";
  }

  private static void name(Statement statement, String id, String crop, boolean retracted)
      throws Exception {
    statement.execute(
        """
        insert into plate_reads (run, id, site, at, camera, track, text, score, reads, evidence,
          revision, final, retracted, model_sha256, layout_version, code_version)
        values ('live', '00000000-0000-4000-8000-00000000000%s', 'garage', '2026-03-02T08:00:00Z',
          'gate', null, 'ABCD12', 0.9, 3, '%s', 0, false, %s, '', '', '1')
        """
            .formatted(id, crop, retracted));
  }

  @Test
  void oldPicturesThatNoFactNamesAreDeletedAndNoOthers() throws Exception {
    String named = crop(Duration.ofDays(3));
    String takenBack = crop(Duration.ofDays(3).plusSeconds(1));
    String forgotten = crop(Duration.ofDays(2));
    String young = crop(Duration.ofHours(1));
    String whole = EvidenceNames.ofFrame("gate", NOW.minus(Duration.ofDays(3)).toEpochMilli());
    String unnamed = EvidenceNames.ofFrame("gate", NOW.minus(Duration.ofDays(2)).toEpochMilli());
    MediaAddress address = MediaAddress.of(folder.resolve("media"));
    try (TestDatabase database = TestDatabase.create();
        Connection connection = database.address().connect();
        MediaStore store = address.open()) {
      try (Statement statement = connection.createStatement()) {
        name(statement, "1", named, false);
        name(statement, "2", takenBack, true);
        statement.execute(
            """
            insert into passages (run, id, site, at, camera, gate, direction, track, label, picture,
              picture_vehicle, revision, final, model_sha256, layout_version, code_version)
            values ('live', gen_random_uuid(), 'garage', '2026-03-02T08:00:00Z', 'gate', 'main', 'entry',
              gen_random_uuid(), 'car', '%s', 0, 0, true, '', '', '1')
            """
                .formatted(whole));
      }
      String recorded = crop(Duration.ofDays(4));
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            """
            insert into images (site, filename, picture, file_size, file_type, width, height, upload_date)
            values ('garage', 'image.jpg', '%s', 1, 'jpg', 1, 1, now())
            """
                .formatted(recorded));
      }
      for (String crop :
          List.of(named, takenBack, forgotten, young, whole, unnamed, recorded, "gate/part7.tmp")) {
        store.put(EvidenceNames.of("live", crop), new byte[] {1});
      }
      store.put(EvidenceNames.of("monday", forgotten), new byte[] {1});
      JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
      jdbc.sql(
              "insert into runs (run, site, state, from_run, layout) values"
                  + " ('monday', 'garage', 'running', null, '{}'),"
                  + " ('tuesday', 'garage', 'done', null, '{}'),"
                  + " ('what-if', 'garage', 'done', 'live', '{}')")
          .update();
      for (String run : new String[] {"tuesday", "gone"}) {
        store.put(EvidenceNames.of(run, forgotten), new byte[] {1});
      }
      ForgottenPictures pictures = new ForgottenPictures();
      assertThat(pictures.delete(address, jdbc, NOW)).isEqualTo(5);
      assertThat(store.names("crops"))
          .as("what is none of ours may just be written")
          .containsExactlyInAnyOrder(
              EvidenceNames.of("live", named),
              EvidenceNames.of("live", young),
              EvidenceNames.of("live", whole),
              EvidenceNames.of("live", recorded),
              EvidenceNames.of("live", "gate/part7.tmp"),
              EvidenceNames.of("monday", forgotten));
      jdbc.sql("update plate_reads set run = 'what-if' where evidence = ?").param(named).update();
      assertThat(pictures.delete(address, jdbc, NOW)).isEqualTo(1);
      assertThat(store.names("crops"))
          .as("a run of its observations names it")
          .containsExactlyInAnyOrder(
              EvidenceNames.of("live", named),
              EvidenceNames.of("live", young),
              EvidenceNames.of("live", whole),
              EvidenceNames.of("live", recorded),
              EvidenceNames.of("monday", forgotten));
    }
  }
}
