package io.sightline.store.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.store.StoreFixture;
import io.sightline.store.erasure.ErasureWork.Open;
import io.sightline.store.facts.FactKinds;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ErasedTextsTest {
  private static final Instant FIRST = Instant.parse("2026-03-01T08:00:00Z");
  private static final Instant LAST = FIRST.plusSeconds(3_600);

  private StoreFixture store;

  @BeforeEach
  void create() {
    store = StoreFixture.create();
    execute(
        "insert into webhooks (id, origin, url, kinds, secret) values"
            + " ('00000000-0000-4000-8000-000000000001', 'people', 'https://example.org/', '{plate_reads}', 'x')");
  }

  @AfterEach
  void drop() {
    store.close();
  }

  private void execute(String sql, Object... params) {
    store.jdbc().sql(sql).params(params).update();
  }

  private List<String> texts(String sql) {
    return store.jdbc().sql(sql).query(String.class).list();
  }

  private void hold(String reason) {
    execute(
        "insert into holds (site, from_at, to_at, reason, made_by) values ('garage', now(), now() + interval '1 hour', ?, 'ada')",
        reason);
  }

  private void told(String key, String body) {
    execute(
        "insert into webhook_deliveries (webhook, key, site, of_kind, body) values"
            + " ('00000000-0000-4000-8000-000000000001', ?, 'garage', 'plate_reads', ?)",
        key,
        body);
  }

  private static String read(String text, Instant at) {
    return "{\"type\": \"plate_reads\", \"data\": {\"id\": \"a1270000-0000-4000-8000-000000002026\","
        + " \"at\": \"%s\", \"text\": \"%s\"}}".formatted(at, text);
  }

  private void erase(String... spellings) {
    Open erasure = new Open(1, "garage", null, List.of(spellings), FIRST, LAST, null);
    new ErasureWork(store.jdbc(), FactKinds.PRODUCT).texts(erasure);
  }

  @Test
  void aPlateInAnyScriptIsFoundInWhatPeopleWrote() {
    for (String text :
        List.of(
            "came behind 京N12345", "京 n-12345 parked", "mü-ab 12", "about WW22222", "WW 22-22")) {
      hold(text);
    }
    erase("京N12345", "MÜAB12", "WW2222");
    assertThat(texts("select reason from holds order by id"))
        .containsExactly("(erased)", "(erased)", "(erased)", "about WW22222", "(erased)");
  }

  @Test
  void newsOfAnErasedPlateIsToldToNobodyAndAllOtherNewsIs() {
    Instant within = FIRST.plusSeconds(60);
    told("erased", read("京N12345", within));
    told("spelled", read("ww-2222", within));
    told("another", read("WW22222", within));
    told("number", read("ABCD12", within));
    told("later", read("京N12345", LAST.plusSeconds(1)));
    told(
        "words",
        "{\"type\": \"alerts\", \"data\": {\"at\": \""
            + within
            + "\", \"text\": \"It saw WW2222.\"}}");
    erase("京N12345", "WW2222", "2026", "A1", "1270");
    assertThat(texts("select key from webhook_deliveries order by id"))
        .containsExactly("another", "number", "later");
  }

  @Test
  void newsOfAForgottenTrackIsToldToNobodyHoweverItWasRead() {
    String track = "00000000-0000-4000-8000-0000000000aa";
    long id =
        store
            .jdbc()
            .sql(
                """
                insert into erasures (site, spellings, from_at, to_at, reason, made_by)
                values ('garage', '{WW2222}', now(), now() + interval '1 hour', 'asked', 'ada') returning id
                """)
            .query(Long.class)
            .single();
    execute(
        "insert into erased_tracks (run, site, track, camera, at, until_at) values ('live', 'garage', cast(? as uuid), 'gate', now(), now())",
        track);
    String misread =
        read("W22222", FIRST).replace("\"text\"", "\"track\": \"" + track + "\", \"text\"");
    told("misread", misread);
    told("another", read("W22222", FIRST));
    Open erasure = new Open(id, "garage", null, List.of("WW2222"), FIRST, LAST, null);
    new ErasureWork(store.jdbc(), FactKinds.PRODUCT).texts(erasure);
    assertThat(texts("select key from webhook_deliveries")).containsExactly("another");
  }

  @Test
  void whatElseTheAuditSaysStays() {
    for (String object : List.of("search of 1270", "site-1270a", "garage")) {
      execute(
          "insert into audit_log (principal, action, object, outcome, address, purpose) values"
              + " ('ada', 'do', ?, 'done', '127.0.0.1', 'who is DO?')",
          object);
    }
    erase("1270", "DO");
    assertThat(
            texts(
                "select concat_ws('|', action, object, outcome, address, purpose) from audit_log order by id"))
        .containsExactly(
            "do|(erased)|done|127.0.0.1|(erased)",
            "do|site-1270a|done|127.0.0.1|(erased)",
            "do|garage|done|127.0.0.1|(erased)");
  }
}
