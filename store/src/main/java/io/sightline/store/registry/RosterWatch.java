package io.sightline.store.registry;

import io.sightline.store.DatabaseAddress;
import java.util.Optional;

/** Looks for live cameras that come, change and go. */
public interface RosterWatch extends AutoCloseable {

  /**
   * What there is now; empty when nothing has changed since the look before. Asked by one thread at
   * a time.
   *
   * @throws org.springframework.dao.DataAccessException when the registry cannot be read; the next
   *     look tries again
   */
  Optional<CameraRoster> changed();

  /** May be called while another thread looks, whose look then fails. */
  @Override
  void close();

  /** Of the registry in a database. */
  static RosterWatch of(DatabaseAddress database) {
    return new StoredRosterWatch(database);
  }
}
