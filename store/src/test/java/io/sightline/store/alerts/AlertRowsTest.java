package io.sightline.store.alerts;

import static io.sightline.store.facts.FactWriter.head;
import static io.sightline.store.facts.FactWriter.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.facts.Alert;
import io.sightline.store.StoreFixture;
import io.sightline.store.alerts.AlertRows.Place;
import io.sightline.store.alerts.AlertRows.Question;
import io.sightline.store.alerts.AlertRows.Row;
import io.sightline.store.alerts.SilenceRows.Silence;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactWriter;
import io.sightline.store.facts.TestPlans;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AlertRowsTest {
  private StoreFixture store;
  private FactWriter writer;
  private AlertRows rows;
  private SilenceRows silences;

  @BeforeEach
  void start() {
    store = StoreFixture.create();
    writer = new FactWriter(store.address());
    rows = new AlertRows(store.database());
    silences = new SilenceRows(store.database());
  }

  @AfterEach
  void stop() {
    writer.close();
    store.close();
  }

  private static Alert alert(int number, Alert.Kind kind, String camera, String plate) {
    return new Alert(
        head(number, 1_000L * number),
        kind,
        "cause " + number,
        "text",
        camera,
        plate,
        kind == Alert.Kind.WATCHLIST ? "wanted" : null,
        id(100 + number),
        null,
        null);
  }

  private static Question asked(
      Alert.Kind kind, String camera, Boolean acknowledged, Place before) {
    return new Question(
        "live",
        Set.of("garage"),
        kind,
        camera,
        null,
        null,
        acknowledged,
        null,
        null,
        null,
        null,
        before);
  }

  private List<String> causes(Question question) {
    return rows.list(question, 10).stream().map(row -> row.alert().cause()).toList();
  }

  @Test
  void listsHoldWhatIsAskedForTheNewestFirst() {
    writer.write(FactKinds.ALERTS, "live", alert(1, Alert.Kind.WATCHLIST, "gate", "ABCD12"));
    writer.write(FactKinds.ALERTS, "live", alert(2, Alert.Kind.OVERSTAY, null, null));
    writer.write(FactKinds.ALERTS, "other", alert(3, Alert.Kind.OVERSTAY, null, null));
    assertThat(causes(asked(null, null, null, null))).containsExactly("cause 2", "cause 1");
    assertThat(causes(asked(Alert.Kind.WATCHLIST, null, null, null))).containsExactly("cause 1");
    assertThat(causes(asked(null, "gate", null, null))).containsExactly("cause 1");
    assertThat(
            causes(
                asked(
                    null,
                    null,
                    null,
                    new Place(Instant.ofEpochMilli(2_000), UUID.fromString(id(2))))))
        .containsExactly("cause 1");
    assertThat(
            causes(
                new Question(
                    "live",
                    null,
                    null,
                    null,
                    "wanted",
                    List.of("ABCD12"),
                    false,
                    null,
                    null,
                    null,
                    null,
                    null)))
        .containsExactly("cause 1");
  }

  @Test
  void whoHasSeenToItFirstStaysAlsoWhenTheAlertIsRevised() {
    writer.write(FactKinds.ALERTS, "live", alert(1, Alert.Kind.WATCHLIST, "gate", "ABCD12"));
    UUID one = UUID.fromString(id(1));
    rows.acknowledge("live", one, Instant.ofEpochMilli(1_000), "ada");
    rows.acknowledge("live", one, Instant.ofEpochMilli(1_000), "bob");
    writer.write(FactKinds.ALERTS, "live", alert(1, Alert.Kind.WATCHLIST, "gate", "ABCD13"));
    Row row = rows.find("live", one).orElseThrow();
    assertThat(row.acknowledgedBy()).isEqualTo("ada");
    assertThat(row.alert().plate()).isEqualTo("ABCD13");
    assertThat(causes(asked(null, null, true, null))).containsExactly("cause 1");
    assertThat(causes(asked(null, null, false, null))).isEmpty();
    assertThat(rows.find("other", one)).isEmpty();
  }

  private void sites(int many) {
    store
        .jdbc()
        .sql(
            """
            insert into sites (site, name, time_zone)
            select 'site-' || g, 'x', 'UTC' from generate_series(0, ?) g
            """)
        .param(many)
        .update();
  }

  private Silence silence(String kind, String role, int fromSecond, int toSecond) {
    return silences.add(
        new Silence(
            null,
            "garage",
            kind,
            null,
            null,
            null,
            role,
            Instant.ofEpochSecond(fromSecond),
            Instant.ofEpochSecond(toSecond),
            null,
            "ada",
            null));
  }

  private List<String> loud(String roles) {
    return causes(
        new Question("live", null, null, null, null, null, null, false, roles, null, null, null));
  }

  @Test
  void whatIsSilentIsSaidAndLeftOutForThoseWhomItConcerns() {
    writer.write(FactKinds.ALERTS, "live", alert(1, Alert.Kind.WATCHLIST, "gate", "ABCD12"));
    writer.write(FactKinds.ALERTS, "live", alert(2, Alert.Kind.OVERSTAY, null, null));
    writer.write(FactKinds.ALERTS, "live", alert(5, Alert.Kind.OVERSTAY, null, null));
    silence("overstay", "clerk", 0, 5);
    assertThat(loud("{\"garage\": \"clerk\"}")).containsExactly("cause 5", "cause 1");
    assertThat(loud("{\"garage\": \"viewer\"}")).containsExactly("cause 5", "cause 2", "cause 1");
    assertThat(loud(null)).as("admins").hasSize(3);
    silence(null, null, 0, 2);
    assertThat(loud(null)).containsExactly("cause 5", "cause 2");
    assertThat(rows.find("live", UUID.fromString(id(1))).orElseThrow().silenced()).isTrue();
    assertThat(rows.find("live", UUID.fromString(id(2))).orElseThrow().silenced()).isFalse();
  }

  @Test
  void aSilenceThatIsEndedKeepsWhatWasSilentAndGoesWhereItHasNotBegun() {
    int now = (int) Instant.now().getEpochSecond();
    Silence under = silence("full", null, now - 100, now + 100);
    Silence later = silence("full", null, now + 1_000, now + 2_000);
    assertThat(silences.list(null, true, null, 10)).containsExactly(later, under);
    assertThat(
            silences.list(
                Set.of("garage"), true, new SilenceRows.Place(later.endsAt(), later.id()), 10))
        .containsExactly(under);
    silences.end(under.id());
    silences.end(later.id());
    assertThat(silences.find(later.id())).isEmpty();
    Instant ended = silences.find(under.id()).orElseThrow().endsAt();
    assertThat(ended).isBetween(Instant.ofEpochSecond(now - 100), Instant.now());
    assertThat(silences.list(null, true, null, 10)).isEmpty();
    assertThat(silences.count("garage")).isZero();
    assertThat(silences.ofReceivers(Duration.ofHours(1))).hasSize(1);
  }

  @Test
  void silencesAreFoundByAnIndex() {
    sites(100);
    store
        .jdbc()
        .sql(
            """
            insert into silences (site, alert_kind, begins_at, ends_at)
            select 'site-' || g % 100, 'full', now() - g * interval '2 hours', now() - g * interval '1 hour'
            from generate_series(1, 20000) g
            """)
        .update();
    store.jdbc().sql("analyze silences").update();
    for (String sql : List.of(SilenceRows.listing(false, null), SilenceRows.listing(true, null))) {
      for (String[] sites : new String[][] {null, {"site-7"}}) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("sites", sites);
        parameters.put("most", 100);
        assertThat(TestPlans.of(store.address(), sql, parameters))
            .contains("Index")
            .doesNotContain("Seq Scan");
      }
    }
  }

  @Test
  void listsFindThemByAnIndex() {
    TestPlans.fill(store.address(), FactKinds.ALERTS, 50_000);
    sites(100);
    store
        .jdbc()
        .sql(
            """
            insert into silences (site, alert_kind, begins_at, ends_at)
            select 'site-' || g % 100, 'full', now() - g * interval '2 hours', now() - g * interval '1 hour'
            from generate_series(1, 20000) g
            """)
        .update();
    store.jdbc().sql("analyze silences").update();
    Place place = new Place(Instant.parse("2026-01-01T09:00:00Z"), new UUID(0, 1));
    for (Question question :
        List.of(
            asked(null, null, null, null),
            asked(Alert.Kind.OVERSTAY, null, null, null),
            asked(null, null, false, place),
            new Question(
                "live", null, null, null, "entry-7", null, null, null, null, null, null, null),
            new Question(
                "live", null, null, null, null, null, false, false, "{}", null, null, null))) {
      assertThat(
              TestPlans.of(
                  store.address(),
                  AlertRows.listing(question),
                  AlertRows.parameters(question, 100)))
          .contains("Index Scan")
          .doesNotContain("Seq Scan");
    }
    // What nobody has seen to is found without what somebody has.
    store
        .jdbc()
        .sql("update alerts set acknowledged_at = now() where at > '2026-01-01 00:01:00Z'")
        .update();
    store.jdbc().sql("analyze alerts").update();
    Question open =
        new Question(
            "live", Set.of("site-7"), null, null, null, null, false, null, null, null, null, null);
    assertThat(
            TestPlans.of(store.address(), AlertRows.listing(open), AlertRows.parameters(open, 100)))
        .doesNotContain("acknowledged_at IS NULL")
        .doesNotContain("Seq Scan");
  }
}
