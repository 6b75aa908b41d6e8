package io.sightline.store.deliveries;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.store.StoreFixture;
import io.sightline.store.deliveries.DeliveryRows.Delivery;
import io.sightline.store.deliveries.DeliveryRows.News;
import io.sightline.store.deliveries.DeliveryRows.State;
import io.sightline.store.deliveries.WebhookRows.Place;
import io.sightline.store.deliveries.WebhookRows.Webhook;
import io.sightline.store.facts.TestPlans;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
    return webhooks.add(
        new Webhook(
            UUID.randomUUID(),
            null,
            "https://example.org/",
            null,
            new TreeSet<>(Set.of("alerts", "passages")),
            null,
            false,
            active,
            "sealed",
            0,
            null,
            0,
            "ada",
            null,
            null));
  }

  private static News news(Webhook webhook, String key) {
    return news(webhook, key, UUID.randomUUID(), "1");
  }

  private static News news(Webhook webhook, String key, UUID fact, String revision) {
    return new News(webhook.id(), key, "garage", "alerts", fact, revision, "{}");
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
    Webhook on =
        webhooks
            .change(
                new Webhook(
                    one.id(),
                    "garage",
                    one.url(),
                    null,
                    one.kinds(),
                    null,
                    true,
                    true,
                    "",
                    0,
                    null,
                    0,
                    null,
                    null,
                    null))
            .orElseThrow();
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
            insert into webhook_deliveries (webhook, key, site, of_kind, body, state, next_at)
            select w.id, g::text, 'garage', 'alerts', '{}',
              case g % 3 when 0 then 'waiting' when 1 then 'done' else 'dead' end, now() + interval '1 hour'
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
  }
}
