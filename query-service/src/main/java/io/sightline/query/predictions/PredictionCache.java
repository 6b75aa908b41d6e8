package io.sightline.query.predictions;

import java.util.Optional;

/** Answers for pictures that were looked at before, for a while. */
public interface PredictionCache {
  /** What was put under a key; empty where nothing is, or where nobody can say. */
  Optional<byte[]> get(String key);

  /** Keeps an answer, where that succeeds. */
  void put(String key, byte[] answer);
}
