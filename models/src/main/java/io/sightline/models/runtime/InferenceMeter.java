package io.sightline.models.runtime;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What calls of models have taken in this process, for those who watch it. */
public final class InferenceMeter {
  private static final Map<Which, InferenceMeter> ALL = new ConcurrentHashMap<>();

  private final LongAdder calls = new LongAdder();
  private final LongAdder pictures = new LongAdder();
  private final LongAdder nanos = new LongAdder();

  private InferenceMeter() {}

  /**
   * A model where it runs.
   *
   * @param device as settings name it
   */
  public record Which(String model, String device) {}

  static InferenceMeter of(Which which) {
    return ALL.computeIfAbsent(which, made -> new InferenceMeter());
  }

  /** Those of all models that were ever loaded here. */
  public static Map<Which, InferenceMeter> all() {
    return Map.copyOf(ALL);
  }

  void called(int batch, long took) {
    calls.increment();
    pictures.add(batch);
    nanos.add(took);
  }

  /** Batches that were answered. */
  public long calls() {
    return calls.sum();
  }

  /** Pictures in them. */
  public long pictures() {
    return pictures.sum();
  }

  /** Time that they took, without the pictures' preparation. */
  public long nanos() {
    return nanos.sum();
  }
}
