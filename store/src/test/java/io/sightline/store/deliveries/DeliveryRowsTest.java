package io.sightline.store.deliveries;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.store.StoreFixture;
import io.sightline.store.deliveries.DeliveryRows.Cooling;
import io.sightline.store.deliveries.DeliveryRows.Delivery;
import io.sightline.store.deliveries.DeliveryRows.News;
import io.sightline.store.deliveries.DeliveryRows.State;
import io.sightline.store.deliveries.WebhookRows.Filter;
import io.sightline.store.deliveries.WebhookRows.Manner;
import io.sightline.store.deliveries.WebhookRows.Origin;
import io.sightline.store.deliveries.WebhookRows.Place;
import io.sightline.store.deliveries.WebhookRows.Webhook;
import io.sightline.store.facts.TestPlans;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeliveryRowsTest {
  private static final Duration A_MINUTE = Duration.ofMinutes(1);

  private StoreFixture store;
  private WebhookRows webhooks;
  private DeliveryRows deliveries;

  @BeforeEach
  void start() {
    store = StoreFixture.create();
    webhooks = new WebhookRows(store.database());
    deliveries = new DeliveryRows(store.database());
  }

  @AfterEach
  void stop() {
    store.close();
  }

  private Webhook webhook(boolean active) {
    return webhooks.add(made(UUID.randomUUID(), Origin.PEOPLE, active));
  }

  private static Webhook made(UUID id, Origin origin, boolean active) {
    return Webhook.of(
        id,
        origin,
        "https://example.org/",
        null,
        new Filter(null, new TreeSet<>(Set.of("alerts", "passages")), null, null, null, null),
        Manner.USUAL,
        active,
        "sealed",
        null,
        "ada");
  }

  private static News news(Webhook webhook, String key) {
    return news(webhook, key, UUID.randomUUID(), "1");
  }

  private static News news(Webhook webhook, String key, UUID fact, String revision) {
    return news(webhook, key, fact, revision, 0, null, Duration.ZERO);
  }

  private static News news(
      Webhook webhook,
      String key,
      UUID fact,
      String revision,
      int second,
      Cooling cooling,
      Duration after) {
    Instant at = Instant.parse("2026-03-01T12:00:00Z").plusSeconds(second);
    return new News(
        webhook.id(), key, "garage", "alerts", fact, revision, "{}", at, cooling, after);
  }

  private List<String> keys(Webhook webhook, State state) {
    return deliveries.list(webhook.id(), state, null, 100).stream().map(Delivery::key).toList();
  }

  @Test
  void newsThatAreFoundTwiceAreToldOnceAndThePositionGoesWithThem() {
    Webhook one = webhook(true);
    deliveries.keep(List.of(news(one, "a"), news(one, "b")), "1:1:", 10);
    deliveries.keep(List.of(news(one, "b"), news(one, "c")), "2:2:", 10);
    assertThat(keys(one, State.WAITING)).containsExactly("c", "b", "a");
    assertThat(deliveries.position()).contains("2:2:");
  }

  @Test
  void whatIsTakenBackAndSoAgainIsToldEachTime() {
    Webhook one = webhook(true);
    UUID fact = UUID.randomUUID();
    deliveries.keep(List.of(news(one, "a:retracted", fact, "0")), "1:1:", 10);
    assertThat(keys(one, null)).as("of what nobody was told").isEmpty();
    deliveries.keep(List.of(news(one, "a", fact, "1")), "1:1:", 10);
    deliveries.keep(List.of(news(one, "a", fact, "2")), "1:1:", 10);
    deliveries.keep(List.of(news(one, "a:retracted", fact, "3")), "1:1:", 10);
    deliveries.keep(List.of(news(one, "a:retracted", fact, "3")), "1:1:", 10);
    deliveries.keep(List.of(news(one, "a", fact, "4")), "1:1:", 10);
    deliveries.keep(List.of(news(one, "a", fact, "5")), "1:1:", 10);
    deliveries.keep(List.of(news(one, "a:retracted", fact, "6")), "1:1:", 10);
    assertThat(keys(one, State.WAITING))
        .containsExactly("a:retracted:6", "a:4", "a:retracted", "a");
  }

  @Test
  void whatCoolsDownIsToldOnceWithinItsTimeWhateverOrderItIsFoundIn() {
    Webhook one = webhook(true);
    Cooling stolen = new Cooling("garage watchlist stolen", Duration.ofSeconds(60));
    Cooling other = new Cooling("garage watchlist other", Duration.ofSeconds(60));
    UUID first = UUID.randomUUID();
    deliveries.keep(
        List.of(
            news(one, "at 100", first, "1", 100, stolen, Duration.ZERO),
            news(one, "at 130", UUID.randomUUID(), "1", 130, stolen, Duration.ZERO),
            news(one, "late, of 50", UUID.randomUUID(), "1", 50, stolen, Duration.ZERO),
            news(one, "another at 130", UUID.randomUUID(), "1", 130, other, Duration.ZERO)),
        "1:1:",
        10);
    deliveries.keep(
        List.of(
            news(one, "at 160", UUID.randomUUID(), "1", 160, stolen, Duration.ZERO),
            news(one, "at 100", first, "2", 100, stolen, Duration.ZERO),
            news(one, "at 100:retracted", first, "3", 100, stolen, Duration.ZERO)),
        "2:2:",
        10);
    assertThat(keys(one, State.WAITING))
        .containsExactly("at 100:retracted", "at 160", "another at 130", "at 100");
  }

  @Test
  void whatWasTakenBackOrNobodyGotCoolsNothing() {
    Webhook one = webhook(true);
    Cooling stolen = new Cooling("garage watchlist stolen", Duration.ofSeconds(60));
    UUID misread = UUID.randomUUID();
    deliveries.keep(
        List.of(
            news(one, "misread", misread, "1", 100, stolen, Duration.ZERO),
            news(one, "misread:retracted", misread, "2", 100, stolen, Duration.ZERO),
            news(one, "real", UUID.randomUUID(), "1", 110, stolen, Duration.ZERO)),
        "1:1:",
        10);
    deliveries.bury(one.id(), "away");
    deliveries.keep(
        List.of(news(one, "next", UUID.randomUUID(), "1", 120, stolen, Duration.ZERO)), "2:2:", 10);
    assertThat(keys(one, null)).containsExactly("next", "real", "misread:retracted", "misread");
  }

  @Test
  void whoIsToldLaterIsToldThatItWasWrongOnlyWhereTheyWereTold() {
    Webhook one = webhook(true);
    UUID early = UUID.randomUUID();
    UUID told = UUID.randomUUID();
    Duration later = Duration.ofMinutes(10);
    deliveries.keep(
        List.of(
            news(one, "early", early, "1", 0, null, later),
            news(one, "told", told, "1", 0, null, later)),
        "1:1:",
        10);
    deliveries.done(deliveries.list(one.id(), null, null, 10).get(0).id(), 204);
    deliveries.keep(
        List.of(
            news(one, "early:retracted", early, "2", 0, null, later),
            news(one, "told:retracted", told, "2", 0, null, later)),
        "2:2:",
        10);
    assertThat(keys(one, null)).containsExactly("told:retracted", "told");
    assertThat(deliveries.claim(Set.of(), 10, Duration.ofSeconds(60)))
        .as("that it was wrong is told at once")
        .extracting(Delivery::key)
        .containsExactly("told:retracted");
    deliveries.keep(List.of(news(one, "early", early, "3", 0, null, later)), "3:3:", 10);
    assertThat(keys(one, State.WAITING)).as("it is so after all").contains("early");
  }

  @Test
  void whatIsToldLaterWaits() {
    Webhook one = webhook(true);
    deliveries.keep(
        List.of(news(one, "late", UUID.randomUUID(), "1", 0, null, Duration.ofMinutes(10))),
        "1:1:",
        10);
    assertThat(deliveries.claim(Set.of(), 10, Duration.ofSeconds(60))).isEmpty();
    assertThat(deliveries.list(one.id(), State.WAITING, null, 10).get(0).nextAt())
        .isAfter(Instant.now().plusSeconds(500));
  }

  private Optional<Instant> health(String part, boolean fine) {
    return deliveries.healthChanged(part, fine, at -> List.of(), 10);
  }

  @Test
  void thatAPartIsWellIsToldByOneAndOnlyWhereItWasNot() {
    assertThat(health("job", true)).as("as it should be").isEmpty();
    assertThat(health("job", false)).isPresent();
    assertThat(health("job", false)).as("another has told it").isEmpty();
    assertThat(health("job", true)).isPresent();
    assertThat(health("disk", false)).isPresent();
  }

  @Test
  void whoIsNamedElsewhereStaysAndGoesAsItIsNamed() {
    UUID kept = UUID.randomUUID();
    UUID gone = UUID.randomUUID();
    webhooks.settle(
        Origin.SITE_FILE,
        List.of(made(kept, Origin.SITE_FILE, true), made(gone, Origin.SITE_FILE, true)));
    Webhook peoples = webhook(true);
    webhooks.end(kept, "410");
    webhooks.settle(Origin.SITE_FILE, List.of(made(kept, Origin.SITE_FILE, true)));
    assertThat(webhooks.find(gone)).isEmpty();
    assertThat(webhooks.find(peoples.id())).isPresent();
    assertThat(webhooks.find(kept).orElseThrow().ended())
        .as("who does not want is not asked")
        .isEqualTo("410");
    assertThat(webhooks.find(kept).orElseThrow().since()).as("all that is found is news").isZero();
    webhooks.settle(Origin.SITE_FILE, List.of());
    assertThat(webhooks.find(kept)).isEmpty();
  }

  @Test
  void newsForWhoIsNotThereAnyMoreStopNobodysElse() {
    Webhook one = webhook(true);
    Webhook gone = webhook(true);
    webhooks.remove(gone.id());
    deliveries.keep(List.of(news(gone, "a"), news(one, "b")), "1:1:", 10);
    assertThat(keys(one, null)).containsExactly("b");
  }

  @Test
  void whereTooManyWaitItIsCountedWhatIsNotTold() {
    Webhook one = webhook(true);
    Webhook other = webhook(true);
    deliveries.keep(
        List.of(news(one, "a"), news(one, "b"), news(one, "c"), news(other, "a")), "1:1:", 2);
    assertThat(keys(one, State.WAITING)).containsExactly("b", "a");
    assertThat(webhooks.find(one.id()).orElseThrow().missed()).isEqualTo(1);
    assertThat(keys(other, State.WAITING)).containsExactly("a");
  }

  @Test
  void whatIsClaimedIsNobodyElsesUntilItsTimeIsUp() {
    Webhook one = webhook(true);
    Webhook other = webhook(true);
    Webhook off = webhook(false);
    deliveries.keep(
        List.of(news(one, "a"), news(one, "b"), news(other, "c"), news(off, "d")), "1:1:", 10);
    assertThat(deliveries.claim(Set.of(other.id()), 10, A_MINUTE))
        .as("one of each who is neither busy nor off")
        .extracting(Delivery::key)
        .containsExactly("a");
    assertThat(deliveries.claim(Set.of(other.id()), 10, A_MINUTE))
        .extracting(Delivery::key)
        .containsExactly("b");
    assertThat(deliveries.claim(Set.of(other.id()), 10, A_MINUTE)).isEmpty();
    store.jdbc().sql("update webhook_deliveries set next_at = now() where key = 'a'").update();
    assertThat(deliveries.claim(Set.of(other.id()), 10, A_MINUTE))
        .as("whoever had it has died")
        .singleElement()
        .satisfies(
            again -> {
              assertThat(again.key()).isEqualTo("a");
              assertThat(again.attempts()).isEqualTo(2);
            });
  }

  @Test
  void whatIsNotTakenIsTriedAgainThenDeadAndSentAgainWithItsKey() {
    Webhook one = webhook(true);
    deliveries.keep(List.of(news(one, "a")), "1:1:", 10);
    Delivery claimed = deliveries.claim(Set.of(), 1, A_MINUTE).get(0);
    deliveries.again(claimed.id(), 500, "It answered 500.", Instant.now().minusSeconds(1));
    assertThat(deliveries.claim(Set.of(), 1, A_MINUTE)).hasSize(1);
    deliveries.dead(claimed.id(), null, "away");
    assertThat(deliveries.claim(Set.of(), 1, A_MINUTE)).isEmpty();
    assertThat(keys(one, State.DEAD)).containsExactly("a");
    Delivery again = deliveries.resend(one.id(), claimed.id()).orElseThrow();
    assertThat(again.key()).isEqualTo("a");
    assertThat(again.attempts()).isZero();
    assertThat(deliveries.resend(UUID.randomUUID(), claimed.id())).isEmpty();
    deliveries.done(claimed.id(), 204);
    assertThat(keys(one, State.DONE)).containsExactly("a");
    assertThat(deliveries.forget(Instant.now().minusSeconds(60))).isZero();
    assertThat(deliveries.forget(Instant.now().plusSeconds(60))).isEqualTo(1);
    deliveries.keep(List.of(news(one, "b")), "2:2:", 10);
    assertThat(deliveries.forget(Instant.now().plusSeconds(60))).as("given up first").isEqualTo(1);
    assertThat(keys(one, null)).isEmpty();
  }

  @Test
  void whoIsEndedIsToldNothingMoreAndStartsAnewWhenSwitchedOn() {
    Webhook one = webhook(true);
    deliveries.keep(List.of(news(one, "a"), news(one, "b")), "1:1:", 10);
    webhooks.end(one.id(), "410");
    deliveries.bury(one.id(), "410");
    assertThat(webhooks.active()).isEmpty();
    assertThat(keys(one, State.DEAD)).containsExactly("b", "a");
    Webhook ended = webhooks.find(one.id()).orElseThrow();
    assertThat(ended.ended()).isEqualTo("410");
    Webhook on = webhooks.change(made(one.id(), Origin.PEOPLE, true)).orElseThrow();
    assertThat(on.ended()).isNull();
    assertThat(on.since())
        .as("of what was committed meanwhile nobody is told")
        .isGreaterThan(one.since());
    assertThat(on.secret()).isEqualTo("sealed");
    assertThat(webhooks.list(null, 10)).hasSize(1);
    assertThat(webhooks.list(new Place(on.madeAt(), on.id()), 10)).isEmpty();
  }

  @Test
  void whatIsDueIsFoundByAnIndexHoweverMuchWaits() {
    Webhook one = webhook(true);
    store
        .jdbc()
        .sql(
            """
            insert into webhooks (url, kinds, secret)
            select 'https://example.org/' || g, '{alerts}', '' from generate_series(1, 500) g
            """)
        .update();
    store
        .jdbc()
        .sql(
            """
            insert into webhook_deliveries (webhook, key, site, of_kind, body, state, next_at, cool_key,
              fact_at)
            select w.id, g::text, 'garage', 'alerts', '{}',
              case g % 3 when 0 then 'waiting' when 1 then 'done' else 'dead' end,
              now() + interval '1 hour', 'cause ' || g % 10, now() + g * interval '1 second'
            from webhooks w cross join generate_series(1, 100) g
            """)
        .update();
    store.jdbc().sql("analyze webhooks").update();
    store.jdbc().sql("analyze webhook_deliveries").update();
    assertThat(
            TestPlans.of(
                store.address(),
                DeliveryRows.CLAIM,
                Map.of("millis", 1, "busy", new UUID[] {one.id()}, "most", 32)))
        .contains("webhook_deliveries_waiting")
        .doesNotContain("Seq Scan on webhook_deliveries");
    for (State state : new State[] {null, State.DEAD}) {
      assertThat(
              TestPlans.of(
                  store.address(),
                  DeliveryRows.listing(state),
                  Map.of("webhook", one.id(), "before", Long.MAX_VALUE, "most", 100)))
          .contains("Index Scan")
          .doesNotContain("Seq Scan");
    }
    OffsetDateTime now = OffsetDateTime.now();
    assertThat(
            TestPlans.of(
                store.address(),
                DeliveryRows.COOLING,
                Map.of(
                    "webhook", one.id(),
                    "cause", "cause 1",
                    "after", now,
                    "before", now.plusSeconds(60),
                    "fact", UUID.randomUUID())))
        .contains("webhook_deliveries_cooling")
        .doesNotContain("Seq Scan");
  }
}
