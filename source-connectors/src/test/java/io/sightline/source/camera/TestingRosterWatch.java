package io.sightline.source.camera;

import io.sightline.store.registry.CameraRoster;
import io.sightline.store.registry.RosterWatch;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DataAccessException;

/** A registry that holds what the test says. */
final class TestingRosterWatch implements RosterWatch {
  private CameraRoster roster = new CameraRoster(List.of());
  private CameraRoster seen;
  private DataAccessException failure;

  void holds(List<CameraRoster.Entry> cameras) {
    roster = new CameraRoster(cameras);
  }

  void failsOnce(DataAccessException with) {
    failure = with;
  }

  /** For somebody who has not looked before. */
  TestingRosterWatch fromTheBeginning() {
    seen = null;
    return this;
  }

  @Override
  public Optional<CameraRoster> changed() {
    if (failure != null) {
      DataAccessException once = failure;
      failure = null;
      throw once;
    }
    if (roster.equals(seen)) {
      return Optional.empty();
    }
    seen = roster;
    return Optional.of(roster);
  }

  @Override
  public void close() {}
}
