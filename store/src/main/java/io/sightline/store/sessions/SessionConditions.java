package io.sightline.store.sessions;

import io.sightline.domain.facts.VehicleSession;
import io.sightline.store.facts.FactQuery;

/** What stays can be asked for beside what their columns say. */
public final class SessionConditions {
  private SessionConditions() {}

  /** Only stays that began or ended before a camera. */
  public static void throughCamera(FactQuery<VehicleSession> stays, String camera) {
    stays.and("(entry_camera = :through or exit_camera = :through)").with("through", camera);
  }

  /** Only stays that go on, or only those that do not. */
  public static void open(FactQuery<VehicleSession> stays, boolean open) {
    stays.and(open ? "left_at is null and outcome = 'open'" : "outcome <> 'open'");
  }

  /** Only stays that were longer than their site allows, or only those that were not. */
  public static void overstay(FactQuery<VehicleSession> stays, boolean overstay) {
    stays.and(overstay ? "overstay" : "not overstay");
  }
}
