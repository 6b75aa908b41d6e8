package io.sightline.store;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Which database one is, among all that there are. */
public final class DatabaseIdentity {
  private DatabaseIdentity() {}

  /**
   * Stays the same for as long as the database does. One that is restored from a backup is another
   * one; a copy of its files, or a snapshot of its disk, is the same.
   *
   * @return letters, digits and a dash
   */
  public static String of(JdbcClient jdbc) {
    return jdbc.sql(
            """
            select to_hex(system_identifier) || '-' || d.oid from pg_control_system(), pg_database d
            where d.datname = current_database()
            """)
        .query(String.class)
        .single();
  }
}
