package io.sightline.store.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.store.DatabaseAddress;
import io.sightline.store.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

class FactSchemaTest {
  private TestDatabase database;
  private DatabaseAddress address;

  @BeforeEach
  void open() {
    database = TestDatabase.create();
    address = database.address();
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private List<String> texts(String sql) {
    return address.with(jdbc -> jdbc.sql(sql).query(String.class).list());
  }

  private void execute(String sql) {
    address.with(jdbc -> jdbc.sql(sql).update());
  }

  private List<String> indexes(String table) {
    return texts("select indexname from pg_indexes where tablename = '" + table + "' order by 1");
  }

  @Test
  void aKindHasItsTableItsIndexesAndItsTrigger() {
    FactSchema.apply(address, MadeUp.KINDS);
    assertThat(indexes("made_ups"))
        .containsExactly("made_ups_by_site", "made_ups_live", "made_ups_newest", "made_ups_pkey");
    assertThat(indexes("passages"))
        .contains(
            "passages_by_run_plate_at_desc", "passages_by_run_gate_at_desc", "passages_by_id");
    assertThat(
            texts(
                "select tgrelid::regclass::text from pg_trigger where tgname = 'notify_live'"
                    + " and tgparentid = 0 order by 1"))
        .contains("made_ups", "passages")
        .doesNotContain("poison_records");
    assertThat(texts("select relkind::text from pg_class where relname = 'made_ups'"))
        .containsExactly("p");
    assertThat(
            texts(
                "select column_name::text from information_schema.columns"
                    + " where table_name = 'made_ups' and is_nullable = 'YES' order by 1"))
        .containsExactly("left_at", "note", "track");
  }

  @Test
  void aStateThatWasAppliedIsNotAppliedAgainAndOneThatWasNotIs() {
    List<String> before = texts("select state from fact_schemas");
    assertThat(before).as("of the product").hasSize(1);
    execute("drop index passages_by_id");
    FactSchema.apply(address, FactKinds.PRODUCT);
    assertThat(indexes("passages")).doesNotContain("passages_by_id");
    assertThat(texts("select state from fact_schemas")).isEqualTo(before);
    FactSchema.apply(address, MadeUp.KINDS);
    assertThat(indexes("passages")).contains("passages_by_id");
    assertThat(texts("select state from fact_schemas")).hasSize(2).containsAll(before);
  }

  @Test
  void severalAtTheSameTimeApplyItOnce() throws Exception {
    int many = 4;
    CountDownLatch ready = new CountDownLatch(many);
    ExecutorService processes = Executors.newFixedThreadPool(many);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        done.add(
            processes.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  FactSchema.apply(address, MadeUp.KINDS);
                  return null;
                }));
      }
      for (Future<?> one : done) {
        one.get();
      }
    } finally {
      processes.shutdownNow();
    }
    assertThat(indexes("made_ups")).contains("made_ups_newest");
    assertThat(texts("select state from fact_schemas")).hasSize(2);
  }

  @Test
  void whatCannotBeAppliedAsAWholeIsNotAppliedAtAll() {
    execute("create view made_ups as select 1 as x");
    assertThatThrownBy(() -> FactSchema.apply(address, MadeUp.KINDS))
        .isInstanceOf(DataAccessException.class);
    assertThat(texts("select state from fact_schemas")).hasSize(1);
    assertThat(texts("select relname::text from pg_class where relname = 'made_ups_default'"))
        .isEmpty();
    execute("drop view made_ups");
    FactSchema.apply(address, MadeUp.KINDS);
    assertThat(texts("select state from fact_schemas")).hasSize(2);
  }
}
