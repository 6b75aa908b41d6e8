package io.sightline.query.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.query.failures.TooMany;
import io.sightline.query.failures.Unavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SignInDeskTest {
  private final SignInDesk desk = new SignInDesk(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final List<String> heard = new CopyOnWriteArrayList<>();

  /** Somebody is being heard until the test says so. */
  @BeforeEach
  void occupy() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    desk.queue(
        "first",
        0,
        () -> {
          begun.countDown();
          try {
            return goOn.await(30, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            return false;
          }
        });
    begun.await();
  }

  @AfterEach
  void stop() {
    goOn.countDown();
    desk.close();
  }

  private CompletableFuture<String> come(String address, int rank, String name) {
    return desk.queue(
        address,
        rank,
        () -> {
          heard.add(name);
          return name;
        });
  }

  @Test
  void whoHasNotFailedIsHeardBeforeThoseWhoHaveAndTheNewestFirst() {
    List<CompletableFuture<String>> all =
        List.of(
            come("a", 3, "failed often"),
            come("b", 0, "new"),
            come("c", 1, "failed once"),
            come("d", -1, "well known"),
            come("e", 0, "newest"));
    assertThat(heard).isEmpty();
    goOn.countDown();
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
    assertThat(heard).containsExactly("well known", "newest", "new", "failed once", "failed often");
  }

  @Test
  void anErrorIsItsOwnAndTheNextOneIsHeard() throws Exception {
    CompletableFuture<String> failing =
        desk.queue(
            "a",
            -1,
            () -> {
              throw new OutOfMemoryError("made up");
            });
    CompletableFuture<String> next = come("b", 0, "next");
    goOn.countDown();
    assertThat(next.get(20, TimeUnit.SECONDS)).isEqualTo("next");
    assertThatThrownBy(failing::join).hasCauseInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void oneAddressDoesNotFillTheRoom() {
    List<CompletableFuture<String>> crowd = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      crowd.add(come("a", 0, "a" + i));
    }
    assertThat(crowd.stream().filter(CompletableFuture::isCompletedExceptionally)).hasSize(10);
    CompletableFuture<String> other = come("b", 0, "b");
    goOn.countDown();
    assertThat(other.join()).isEqualTo("b");
    assertThatThrownBy(() -> crowd.get(29).join()).hasCauseInstanceOf(TooMany.class);
  }

  @Test
  void whenTheRoomIsFullThoseGoWhoWouldBeHeardLast() {
    List<CompletableFuture<String>> crowd = new ArrayList<>();
    for (int i = 0; i < 512; i++) {
      crowd.add(come("a" + i, 1, "a" + i));
    }
    CompletableFuture<String> one = come("b", 0, "b");
    assertThatThrownBy(() -> crowd.get(0).join()).hasCauseInstanceOf(TooMany.class);
    assertThat(crowd.stream().filter(CompletableFuture::isDone)).hasSize(1);
    goOn.countDown();
    assertThat(one.join()).isEqualTo("b");
  }

  @Test
  void whatTheWorkThrowsIsTheAnswer() {
    CompletableFuture<String> failing =
        desk.queue(
            "a",
            0,
            () -> {
              throw new IllegalArgumentException("wrong");
            });
    goOn.countDown();
    assertThatThrownBy(failing::join).hasCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whoWaitsWhenTheServiceEndsIsToldSo() {
    CompletableFuture<String> waiting = come("a", 0, "a");
    desk.close();
    assertThatThrownBy(waiting::join).hasCauseInstanceOf(TooMany.class);
    assertThatThrownBy(come("a", 0, "late")::join).hasCauseInstanceOf(Unavailable.class);
  }
}
