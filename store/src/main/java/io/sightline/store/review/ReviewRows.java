package io.sightline.store.review;

import io.sightline.domain.facts.PlateRead;
import io.sightline.store.facts.FactKinds;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What people say of plates that were read, and who looks at which. */
public final class ReviewRows {
  /** Over what there is once, from the newest on. */
  static final String PENDING =
      """
      select p.* from (
        select cast('live' as text) as run, cast(:from as timestamptz) as earliest
        union all
        (select run, '-infinity' from jobs where created_at >= :from
          order by created_at desc limit 100)) w
      cross join lateral (
        select p.* from plate_reads p
        where p.run = w.run and (cast(:sites as text[]) is null or p.site = any (:sites))
          and p.final and not p.retracted and not p.corrected and p.at >= w.earliest
          and not exists (select from reviews r where r.run = p.run and r.fact = p.id)
          and not exists (select from review_claims c where c.run = p.run and c.fact = p.id
            and c.until_at > now() and c.user_id <> :user)
        order by p.at desc, p.id desc limit :most) p
      order by p.at desc, p.id desc limit :most
      """;

  private final JdbcClient jdbc;
  private final TransactionTemplate transactions;

  public ReviewRows(DataSource database) {
    this.jdbc = JdbcClient.create(database);
    this.transactions = new TransactionTemplate(new JdbcTransactionManager(database));
  }

  /**
   * What somebody has said of a plate.
   *
   * @param state confirmed, corrected or rejected
   * @param by null where there is no such user any more
   */
  public record Review(String state, String comments, String by, Instant madeAt) {}

  /** A plate that was read in a run. */
  public record Read(String run, PlateRead read) {}

  /**
   * A plate by its id: of the live run where that has it, else of the newest run that has.
   *
   * @param run null for any
   */
  public Optional<Read> find(UUID id, String run) {
    return jdbc.sql(
            """
            select p.* from plate_reads p left join runs r on r.run = p.run
            where p.id = :id and not p.retracted and (:run::text is null or p.run = :run)
            order by p.run = 'live' desc, r.requested_at desc nulls last limit 1
            """)
        .param("id", id)
        .param("run", run)
        .query((row, number) -> new Read(row.getString("run"), FactKinds.PLATE_READS.read(row)))
        .optional();
  }

  /** What people have said last that a plate is; empty where nobody has, or it cannot be read. */
  public Optional<String> word(PlateRead read) {
    return read.track() == null
        ? Optional.empty()
        : Optional.ofNullable(words(List.of(read)).get(read.track()));
  }

  /** The same of several, by their tracks; those of which nothing was said are left out. */
  public Map<String, String> words(Collection<PlateRead> reads) {
    Map<String, String> sites = new HashMap<>();
    for (PlateRead read : reads) {
      if (read.track() != null) {
        sites.put(read.track(), read.head().site());
      }
    }
    Map<String, String> words = new HashMap<>();
    jdbc.sql(
            """
            select distinct on (track, site) track::text, site, became from corrections
            where track = any (?) and erased_at is null order by track, site, number desc
            """)
        .param(sites.keySet().stream().map(UUID::fromString).toArray(UUID[]::new))
        .query(
            row -> {
              String became = row.getString(3);
              // Null where people say that it cannot be read.
              if (became != null && row.getString(2).equals(sites.get(row.getString(1)))) {
                words.put(row.getString(1), became);
              }
            });
    return words;
  }

  /** What was said of some plates of a run; those of which nothing was said are left out. */
  public Map<String, Review> of(String run, Collection<String> facts) {
    Map<String, Review> reviews = new HashMap<>();
    jdbc.sql(
            "select fact, state, comments, by, made_at from reviews where run = ? and fact = any (?)")
        .params(run, facts.stream().map(UUID::fromString).toArray(UUID[]::new))
        .query(
            row -> {
              reviews.put(
                  row.getString(1),
                  new Review(
                      row.getString(2),
                      row.getString(3),
                      row.getString(4),
                      row.getObject(5, OffsetDateTime.class).toInstant()));
            });
    return reviews;
  }

  /**
   * Keeps what somebody says, and gives back what they had taken.
   *
   * @param state confirmed, corrected or rejected
   * @param over whether it stands in place of what was said before
   * @return what was said before, where that stays; empty where this is what is said now
   */
  public Optional<Review> add(
      String run, PlateRead read, String state, String comments, String by, boolean over) {
    return transactions.execute(
        status -> {
          UUID fact = UUID.fromString(read.head().id());
          int kept =
              jdbc.sql(
                      """
                      insert into reviews as r (run, fact, site, at, state, comments, by)
                      values (:run, :fact, :site, :at, :state, :comments, :by)
                      on conflict (run, fact) do update set state = excluded.state,
                        comments = excluded.comments, by = excluded.by, made_at = now()
                      where :over or (r.state = excluded.state and r.by = excluded.by)
                      """)
                  .param("run", run)
                  .param("fact", fact)
                  .param("site", read.head().site())
                  .param(
                      "at", Instant.ofEpochMilli(read.head().atMillis()).atOffset(ZoneOffset.UTC))
                  .param("state", state)
                  .param("comments", comments)
                  .param("by", by)
                  .param("over", over)
                  .update();
          jdbc.sql("delete from review_claims where run = ? and fact = ?")
              .params(run, fact)
              .update();
          return kept > 0
              ? Optional.empty()
              : Optional.ofNullable(of(run, List.of(read.head().id())).get(read.head().id()));
        });
  }

  /**
   * Takes plates that nobody has said anything of, the newest first, for somebody alone: nobody
   * else gets them until they are given back, or a time has passed. Those that they have taken
   * already are among them. They are of cameras, and of the newest hundred videos that were sent.
   *
   * @param sites only of these; null for all
   * @param from no older ones of cameras, and of no videos that were sent before
   */
  public List<Read> claim(Set<String> sites, long user, Instant from, int most, Duration time) {
    return transactions.execute(
        status -> {
          jdbc.sql("select pg_advisory_xact_lock(hashtextextended('sightline reviews', 0))")
              .query()
              .listOfRows();
          jdbc.sql("delete from review_claims where until_at <= now()").update();
          List<Read> pending =
              jdbc.sql(PENDING)
                  .param("sites", sites == null ? null : sites.toArray(String[]::new))
                  .param("user", user)
                  .param("from", from.atOffset(ZoneOffset.UTC))
                  .param("most", most)
                  .query(
                      (row, number) ->
                          new Read(row.getString("run"), FactKinds.PLATE_READS.read(row)))
                  .list();
          jdbc.sql(
                  """
                  insert into review_claims (run, fact, user_id, until_at)
                  select run, fact, :user, now() + cast(:time as interval)
                  from unnest(:runs, :facts) claimed (run, fact)
                  on conflict (run, fact) do update set until_at = excluded.until_at
                  """)
              .param("runs", pending.stream().map(Read::run).toArray(String[]::new))
              .param("user", user)
              .param("time", time.toSeconds() + " s")
              .param(
                  "facts",
                  pending.stream()
                      .map(one -> UUID.fromString(one.read().head().id()))
                      .toArray(UUID[]::new))
              .update();
          return pending;
        });
  }
}
