package io.sightline.job.state;

import java.io.IOException;

/** State that is at hand, and written to Flink's when a snapshot is taken. */
interface WrittenBehind {
  /** Brings Flink's state up to date. No key is being processed afterwards. */
  void write() throws IOException;
}
