package io.sightline.query.people;

import io.sightline.query.failures.TooMany;
import io.sightline.query.failures.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Where those wait who sign in: comparing a password takes a processor for a good while, so only a
 * few threads do it, and nobody else's wait for them. Who has failed of late waits for those who
 * have not; of one address only so many wait; of the rest the newest is next, so that a crowd that
 * is there already does not keep somebody who comes now from being heard soon.
 */
final class SignInDesk implements AutoCloseable {
  private static final int MOST_WAITING = 512;
  private static final int MOST_WAITING_OF_AN_ADDRESS = 20;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

  private final List<Waiting> waiting = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private boolean closed;
  private long arrivals;

  /** Somebody who waits. Failures of their address are counted when they come. */
  private record Waiting(
      String address, int rank, long number, long sinceNanos, Runnable work, Runnable refuse) {}

  /**
   * @param atOnce how many are heard at a time
   */
  SignInDesk(int atOnce) {
    for (int i = 0; i < atOnce; i++) {
      Thread thread = new Thread(this::hear, "sign-in " + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  /** One of two processors, half of more: what is recorded live goes on beside it. */
  static int usualSize() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  /**
   * Has work done when its turn comes.
   *
   * @param rank lower ones first
   * @return fails with {@link TooMany} where the wait is too long, else with what the work throws
   */
  <T> CompletableFuture<T> queue(String address, int rank, Supplier<T> work) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    Runnable refuse =
        () ->
            answer.completeExceptionally(
                new TooMany("Too many people are signing in; try again in a few seconds."));
    Runnable run =
        () -> {
          try {
            answer.complete(work.get());
          } catch (RuntimeException | Error e) {
            // Whatever it is, this thread serves the next one.
            answer.completeExceptionally(e);
          }
        };
    Waiting left = null;
    synchronized (this) {
      if (closed) {
        answer.completeExceptionally(new Unavailable("The service is ending."));
        return answer;
      }
      Waiting one = new Waiting(address, rank, arrivals++, System.nanoTime(), run, refuse);
      long same = waiting.stream().filter(other -> other.address().equals(address)).count();
      if (same >= MOST_WAITING_OF_AN_ADDRESS) {
        left = one;
      } else {
        waiting.add(one);
        if (waiting.size() > MOST_WAITING) {
          left = waiting.stream().max(order()).orElseThrow();
          waiting.remove(left);
        }
        notifyAll();
      }
    }
    if (left != null) {
      left.refuse().run();
    }
    return answer;
  }

  private static Comparator<Waiting> order() {
    return Comparator.comparingInt(Waiting::rank)
        .thenComparing(Comparator.comparingLong(Waiting::number).reversed());
  }

  private void hear() {
    while (true) {
      List<Waiting> tired = new ArrayList<>();
      Waiting next;
      synchronized (this) {
        while (waiting.isEmpty() && !closed) {
          try {
            wait();
          } catch (InterruptedException e) {
            return;
          }
        }
        if (closed) {
          return;
        }
        long longest = System.nanoTime() - LONGEST_WAIT.toNanos();
        waiting.removeIf(one -> one.sinceNanos() - longest < 0 && tired.add(one));
        next = waiting.stream().min(order()).orElse(null);
        if (next != null) {
          waiting.remove(next);
        }
      }
      tired.forEach(one -> one.refuse().run());
      if (next != null) {
        next.work().run();
      }
    }
  }

  @Override
  public void close() {
    List<Waiting> left;
    synchronized (this) {
      closed = true;
      left = List.copyOf(waiting);
      waiting.clear();
      notifyAll();
    }
    left.forEach(one -> one.refuse().run());
  }
}
