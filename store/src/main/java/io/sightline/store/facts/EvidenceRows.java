package io.sightline.store.facts;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which pictures facts name as their evidence. */
public final class EvidenceRows {
  private EvidenceRows() {}

  /** Those of some pictures that a fact of a run names. */
  public static Set<String> named(JdbcClient jdbc, String run, Collection<String> pictures) {
    return new HashSet<>(
        jdbc.sql(
                "select evidence from plate_reads"
                    + " where run = ? and not retracted and evidence = any (?)")
            .params(run, pictures.toArray(String[]::new))
            .query(String.class)
            .list());
  }
}
