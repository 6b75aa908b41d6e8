package io.sightline.models.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.frames.Picture;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RequestQueueTest {
  private static final Picture PICTURE = new Picture(1, 1, new byte[3]);
  private static final int TAKERS = 4;

  private final RequestQueue<String> queue = new RequestQueue<>(TAKERS);

  private Request<String> offer(boolean spare) {
    Request<String> request = new Request<>(PICTURE, spare);
    assertThat(queue.offer(request)).isTrue();
    return request;
  }

  private Batch<String> next() throws InterruptedException {
    return queue.nextBatch(2, Duration.ZERO);
  }

  @Test
  void theFirstRankGoesFirstAndByItself() throws Exception {
    queue.admit(8, false);
    queue.admit(8, true);
    Request<String> spare = offer(true);
    Request<String> first = offer(false);
    assertThat(next().requests()).containsExactly(first);
    assertThat(next().requests()).containsExactly(spare);
  }

  @Test
  void spareOnesHaveAtMostHalfOfTheTakersBesideOthers() throws Exception {
    queue.admit(8, false);
    queue.admit(16, true);
    IntStream.range(0, 12).forEach(i -> offer(true));
    List<Batch<String>> half = List.of(next(), next());
    assertThat(half).allSatisfy(batch -> assertThat(batch.requests()).hasSize(2));
    assertThat(next().requests()).as("a third").isEmpty();
    Request<String> first = offer(false);
    assertThat(next().requests()).containsExactly(first);
    half.get(0).done();
    half.get(0).done();
    assertThat(next().requests()).hasSize(2);
    assertThat(next().requests()).as("done counts once").isEmpty();
    queue.leave(8, false);
    assertThat(next().requests()).as("nobody else is there").hasSize(2);
  }

  @Test
  void eachRankIsBoundedByItself() {
    queue.admit(1, false);
    queue.admit(2, true);
    offer(true);
    offer(true);
    assertThat(queue.offer(new Request<>(PICTURE, true))).isFalse();
    offer(false);
    assertThat(queue.offer(new Request<>(PICTURE))).isFalse();
  }
}
