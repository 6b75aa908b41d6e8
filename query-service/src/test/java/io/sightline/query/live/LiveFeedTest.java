package io.sightline.query.live;

import static io.sightline.query.TestFacts.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.BadInput;
import io.sightline.query.Sparkle;
import io.sightline.query.UseCases;
import io.sightline.query.access.Access;
import io.sightline.query.failures.NotFound;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.facts.FactKinds;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveFeedTest {
  private static final int MOST = 3;

  @TempDir Path folder;
  private UseCases service;
  private LiveFeed feed;

  @BeforeEach
  void start() {
    service = UseCases.start(folder);
    feed =
        new LiveFeed(
            service.options().database(),
            service.get(Access.class),
            service.get(FactKinds.class),
            MOST,
            MOST);
    feed.start();
  }

  @AfterEach
  void stop() {
    feed.stop();
    service.close();
  }

  private TestingOutlet join(String username, String kinds, String site, String since) {
    TestingOutlet outlet = new TestingOutlet();
    feed.join(service.reader(username), feed.wish(kinds, site, since), outlet);
    await().until(outlet::isGreeted);
    return outlet;
  }

  private TestingOutlet joined(LiveFeed other) {
    TestingOutlet outlet = new TestingOutlet();
    other.join(service.reader(UseCases.VIEWER), other.wish("sessions", null, null), outlet);
    return outlet;
  }

  private void stay(String site, String plate) {
    service.store(FactKinds.VEHICLE_SESSIONS, "live", open(site, Instant.now(), plate, null));
  }

  @Test
  void aKindThatTheProductDoesNotHaveIsToldToo() {
    TestingOutlet viewer = join(UseCases.VIEWER, "sparkles", null, null);
    service.store(Sparkle.KIND, "live", Sparkle.now("garage", 7));
    await().until(() -> viewer.kinds().contains("sparkles"));
  }

  @Test
  void everybodyIsToldWhatTheyWantOfWhatTheyMaySee() {
    TestingOutlet viewer = join(UseCases.VIEWER, "sessions", null, null);
    TestingOutlet otherKind = join(UseCases.ADMIN, "plates,gaps", null, null);
    TestingOutlet oneSite = join(UseCases.ADMIN, "sessions", "harbour", null);
    stay("harbour", "QUAY77");
    stay("garage", "ABCD12");
    await().until(() -> viewer.plates().contains("ABCD12"));
    await().until(() -> oneSite.plates().contains("QUAY77"));
    assertThat(viewer.plates()).containsExactly("ABCD12");
    assertThat(oneSite.plates()).containsExactly("QUAY77");
    assertThat(otherKind.plates()).isEmpty();
  }

  @Test
  void whoComesBackIsToldWhatTheyMissed() {
    TestingOutlet first = join(UseCases.VIEWER, "sessions", null, null);
    stay("garage", "AAAA11");
    await().until(() -> first.plates().size() == 1);
    String cursor = first.cursor();
    feed.leave(first.id());
    assertThat(first.isGone()).isTrue();
    stay("garage", "BBBB22");
    stay("harbour", "QUAY77");
    TestingOutlet again = join(UseCases.VIEWER, "sessions", null, cursor);
    await().until(() -> again.plates().contains("BBBB22"));
    stay("garage", "CCCC33");
    await().until(() -> again.plates().contains("CCCC33"));
    // The transaction of the cursor is told again, since it may not have been told whole.
    assertThat(again.plates()).containsExactly("AAAA11", "BBBB22", "CCCC33");
    assertThat(first.plates()).containsExactly("AAAA11");
  }

  @Test
  void aTransactionThatStaysOpenStarvesNobodyAndItsRowsAreNotPassedOver() throws Exception {
    String cursor;
    TestingOutlet viewer = join(UseCases.VIEWER, "sessions", null, null);
    service.lease("live");
    try (var connection = service.options().database().connect();
        var statement = connection.prepareStatement(FactKinds.VEHICLE_SESSIONS.upsert())) {
      connection.setAutoCommit(false);
      FactKinds.VEHICLE_SESSIONS.bind(
          statement, "live", UseCases.JOB, "1", open("garage", Instant.now(), "LATE99", null));
      statement.executeUpdate();
      stay("garage", "ABCD12");
      await().until(() -> viewer.plates().contains("ABCD12"));
      // Whoever goes away here and comes back is told of the one that is open.
      cursor = viewer.cursor();
      connection.commit();
    }
    await().until(() -> viewer.plates().size() == 2);
    assertThat(viewer.plates()).containsExactly("ABCD12", "LATE99");
    TestingOutlet again = join(UseCases.VIEWER, "sessions", null, cursor);
    await().until(() -> again.plates().contains("LATE99"));
  }

  @Test
  void aConnectionThatDiesWithoutAWordIsNoticed() throws Exception {
    String url = service.options().database().url();
    int port = Integer.parseInt(url.replaceFirst(".*:(\\d+)/.*", "$1"));
    try (DeafWire wire = new DeafWire(port)) {
      LiveFeed over =
          new LiveFeed(
              new DatabaseAddress(
                  url.replaceFirst(":\\d+/", ":" + wire.port() + "/"),
                  service.options().database().user(),
                  service.options().database().password()),
              service.get(Access.class),
              service.get(FactKinds.class),
              MOST,
              MOST);
      over.start();
      try {
        await().until(() -> !joined(over).cursor().equals("0"));
        TestingOutlet viewer = joined(over);
        stay("garage", "AAAA11");
        await().atMost(Duration.ofSeconds(20)).until(() -> viewer.plates().contains("AAAA11"));
        wire.fallDeaf();
        stay("garage", "BBBB22");
        await().atMost(Duration.ofSeconds(30)).until(() -> viewer.plates().contains("BBBB22"));
      } finally {
        over.stop();
      }
    }
  }

  @Test
  void whoComesBackWhileMuchHappensMissesNothing() throws Exception {
    String cursor = join(UseCases.VIEWER, "sessions", null, null).cursor();
    Thread writer =
        new Thread(
            () -> {
              for (int i = 0; i < 150; i++) {
                stay("garage", "P" + i);
              }
            });
    writer.start();
    List<TestingOutlet> back = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      back.add(join(UseCases.VIEWER, "sessions", null, cursor));
    }
    writer.join();
    for (TestingOutlet one : back) {
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> one.plates().stream().distinct().count() == 150);
    }
  }

  @Test
  void aHeartbeatTellsHowFarItIsAndShutsOutWhoMayNotListenAnyMore() {
    TestingOutlet viewer = join(UseCases.VIEWER, null, null, null);
    TestingOutlet other = join(UseCases.OTHER, null, null, null);
    service
        .jdbc()
        .sql("update users set is_active = false where username = ?")
        .param(UseCases.VIEWER)
        .update();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> viewer.farewell() == LiveOutlet.Farewell.NOT_ALLOWED);
    await().atMost(Duration.ofSeconds(20)).until(() -> other.kinds().contains("heartbeat"));
    assertThat(other.farewell()).isNull();
  }

  @Test
  void factsOfOtherRunsAreNotTold() {
    TestingOutlet admin = join(UseCases.ADMIN, "sessions", null, null);
    service.store(
        FactKinds.VEHICLE_SESSIONS, "evening", open("garage", Instant.now(), "EVEN11", null));
    stay("garage", "ABCD12");
    await().until(() -> admin.plates().contains("ABCD12"));
    assertThat(admin.plates()).containsExactly("ABCD12");
  }

  @Test
  void noMoreListenThanMay() {
    assertThat(feed.isFull()).isFalse();
    join(UseCases.VIEWER, null, null, null);
    join(UseCases.VIEWER, null, null, null);
    TestingOutlet last = join(UseCases.VIEWER, null, null, null);
    assertThat(feed.isFull()).isTrue();
    feed.leave(last.id());
    assertThat(feed.isFull()).isFalse();
  }

  @Test
  void whoHasLeftBeforeTheyAreFoundIsNotKept() {
    TestingOutlet outlet = new TestingOutlet();
    outlet.left();
    feed.join(service.reader(UseCases.VIEWER), feed.wish(null, null, null), outlet);
    TestingOutlet other = join(UseCases.VIEWER, null, null, null);
    stay("garage", "ABCD12");
    await().until(() -> other.plates().contains("ABCD12"));
    assertThat(outlet.plates()).isEmpty();
  }

  @Test
  void everybodyIsToldWhenTheServiceEnds() {
    TestingOutlet viewer = join(UseCases.VIEWER, null, null, null);
    assertThat(feed.isRunning()).isTrue();
    feed.stop();
    assertThat(viewer.farewell()).isEqualTo(LiveOutlet.Farewell.ENDING);
    assertThat(feed.isRunning()).isFalse();
  }

  @Test
  void aSiteOfOthersIsNotThere() {
    LiveWish harbour = feed.wish(null, "harbour", null);
    feed.requireVisible(service.reader(UseCases.OTHER), harbour);
    assertThatThrownBy(() -> feed.requireVisible(service.reader(UseCases.VIEWER), harbour))
        .isInstanceOf(NotFound.class);
  }

  @Test
  void aWishIsOfKindsAndCursorsThatThereAre() {
    assertThat(feed.wish(null, null, null)).isEqualTo(new LiveWish(Set.of(), null, -1));
    assertThat(feed.wish(" plates , gaps", "garage", "17"))
        .isEqualTo(new LiveWish(Set.of("plates", "gaps"), "garage", 17));
    assertThatThrownBy(() -> feed.wish("plates,users", null, null))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(
            "known here: alerts, cameras, dwell, emotions, gaps, occupancy, passages");
    assertThatThrownBy(() -> feed.wish("plate_raeds", null, null))
        .hasMessage("There is no kind `plate_raeds` to listen to; did you mean `plate_reads`?");
    for (String since : List.of("-1", "x", "1234567890123456789")) {
      assertThatThrownBy(() -> feed.wish(null, null, since)).isInstanceOf(BadInput.class);
    }
  }
}
