package io.sightline.store.erasure;

import io.sightline.domain.BadInput;
import io.sightline.domain.privacy.PlateKeys;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What keeps erased plates erased. */
public final class Tombstones {
  private Tombstones() {}

  /**
   * A plate that is not to be told.
   *
   * @param mark see {@link PlateKeys#mark}
   * @param fromMillis event time
   * @param toMillis event time, exclusive
   */
  public record Tombstone(String site, byte[] mark, long fromMillis, long toMillis) {}

  /**
   * Those of plates.
   *
   * @throws BadInput when they cannot be read with the key that there is
   */
  public static List<Tombstone> ofPlates(JdbcClient jdbc, PlateKeys keys) {
    Optional<byte[]> fingerprint = fingerprint(jdbc);
    if (fingerprint.isEmpty()) {
      return List.of();
    }
    if (keys.erasure() == null) {
      throw new BadInput(
          "Plates were erased from this database, and without the key they were erased with they"
              + " would come back; give privacy.erasure-key in the settings.");
    }
    requireSame(fingerprint.get(), keys);
    return jdbc.sql(
            "select site, mark, from_at, to_at from plate_tombstones where mark is not null")
        .query(
            (row, number) ->
                new Tombstone(
                    row.getString(1),
                    row.getBytes(2),
                    row.getObject(3, OffsetDateTime.class).toInstant().toEpochMilli(),
                    row.getObject(4, OffsetDateTime.class).toInstant().toEpochMilli()))
        .list();
  }

  /** Notes by what the key is known, where nobody has. */
  static void keep(JdbcClient jdbc, PlateKeys keys) {
    jdbc.sql("insert into erasure_keys (fingerprint) values (?) on conflict do nothing")
        .param(keys.fingerprint())
        .update();
    requireSame(fingerprint(jdbc).orElseThrow(), keys);
  }

  private static Optional<byte[]> fingerprint(JdbcClient jdbc) {
    return jdbc.sql("select fingerprint from erasure_keys").query(byte[].class).optional();
  }

  private static void requireSame(byte[] fingerprint, PlateKeys keys) {
    if (!Arrays.equals(fingerprint, keys.fingerprint())) {
      throw new BadInput(
          "Plates were erased from this database with another privacy.erasure-key; give that one,"
              + " without which they would come back.");
    }
  }
}
