package io.sightline.store.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.store.StoreFixture;
import io.sightline.store.audit.AuditRows.Entry;
import io.sightline.store.audit.AuditRows.Noted;
import io.sightline.store.audit.AuditRows.Position;
import io.sightline.store.audit.AuditRows.Question;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuditRowsTest {
  private static final byte[] MARK = {1, 2, 3};

  private StoreFixture store;
  private AuditRows audit;

  @BeforeEach
  void open() {
    store = StoreFixture.create();
    audit = new AuditRows(store.database());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void entriesComeNewestFirstPartByPartAlsoWhereTheyAreOfOneTime() {
    for (String object : List.of("a", "b", "c", "d", "e")) {
      audit.add(new Entry("ada", "look", object, "done", "10.0.0.1", "a theft", MARK));
    }
    store.jdbc().sql("update audit_log set at = '2026-03-01Z'").update();
    List<String> objects = new ArrayList<>();
    Position after = null;
    List<Noted> part = audit.list(Question.ALL, after, 2);
    while (!part.isEmpty()) {
      part.forEach(noted -> objects.add(noted.entry().object()));
      Noted last = part.get(part.size() - 1);
      after = new Position(last.at(), last.id());
      part = audit.list(Question.ALL, after, 2);
    }
    assertThat(objects).containsExactly("e", "d", "c", "b", "a");
    Noted newest = audit.list(Question.ALL, null, 1).get(0);
    assertThat(newest.at()).isEqualTo("2026-03-01T00:00:00Z");
    assertThat(newest.entry().purpose()).isEqualTo("a theft");
    assertThat(newest.entry().subject()).isEqualTo(MARK);
  }

  @Test
  void theyAreFoundByWhoWhatOutcomePlateAndTime() {
    audit.add(new Entry("ada", "search", "plates", "done", "10.0.0.1", null, MARK));
    audit.add(new Entry("ada", "sign-in", "service", "done", "10.0.0.1"));
    audit.add(new Entry("mallory", "sign-in", "service", "refused", null));
    assertThat(found(new Question("ada", null, null, null, null, null))).hasSize(2);
    assertThat(found(new Question(null, "sign-in", null, null, null, null))).hasSize(2);
    assertThat(found(new Question(null, "sign-in", "refused", null, null, null)))
        .containsExactly("mallory");
    assertThat(found(new Question(null, null, null, MARK, null, null))).containsExactly("ada");
    Instant later = Instant.now().plusSeconds(60);
    assertThat(found(new Question(null, null, null, null, later, null))).isEmpty();
    assertThat(found(new Question(null, null, null, null, null, later))).hasSize(3);
  }

  private List<String> found(Question question) {
    return audit.list(question, null, 10).stream().map(noted -> noted.entry().principal()).toList();
  }

  @Test
  void whoeverReadsItIsServedByAnIndex() {
    store
        .jdbc()
        .sql(
            """
            insert into audit_log (at, principal, action, object, outcome, subject)
            select now() - n * interval '1 minute', 'user-' || n % 500, 'action-' || n % 50, 'x', 'done',
              case when n % 1000 = 0 then decode(lpad(to_hex(n), 8, '0'), 'hex') end
            from generate_series(1, 20000) n
            """)
        .update();
    store.jdbc().sql("analyze audit_log").update();
    for (Question question :
        List.of(
            Question.ALL,
            new Question("user-7", null, null, null, null, null),
            new Question(null, "action-7", null, null, null, null),
            new Question(null, null, null, new byte[] {0, 0, 3, (byte) 0xe8}, null, null),
            new Question(null, null, null, null, Instant.now().minusSeconds(3_600), null))) {
      assertThat(store.scanned("audit_log", () -> audit.list(question, null, 20)))
          .as("%s", question)
          .isZero();
      assertThat(store.fetched("audit_log", () -> audit.list(question, null, 20)))
          .as("%s", question)
          .isLessThan(200);
    }
  }
}
