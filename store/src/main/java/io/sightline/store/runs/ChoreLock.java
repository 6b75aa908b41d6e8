package io.sightline.store.runs;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Lets one process at a time do a chore: whoever finds it taken leaves it. */
public final class ChoreLock {
  private ChoreLock() {}

  /**
   * Takes the lock for as long as the connection lives.
   *
   * @param jdbc of one connection
   * @return whether it was to be had
   */
  public static boolean take(JdbcClient jdbc, String chore) {
    return jdbc.sql("select pg_try_advisory_lock(hashtextextended(?, 0))")
        .param("sightline chore " + chore)
        .query(Boolean.class)
        .single();
  }
}
