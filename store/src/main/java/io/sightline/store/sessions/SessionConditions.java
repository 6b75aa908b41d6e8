package io.sightline.store.sessions;

import io.sightline.domain.facts.VehicleSession;
import io.sightline.store.facts.FactQuery;

/** What stays can be asked for beside what their columns say. */
public final class SessionConditions {
  private static final String THROUGH_CAMERA =
      """
      at <= (select l.at from passages l where l.run = :run and l.camera = :camera_of_passage
          order by l.at desc limit 1)
        and exists (select from passages p where p.run = vehicle_sessions.run
          and p.at in (vehicle_sessions.entered_at, vehicle_sessions.left_at)
          and p.id in (vehicle_sessions.entry_passage, vehicle_sessions.exit_passage)
          and p.camera = :camera_of_passage)""";

  private SessionConditions() {}

  /**
   * Only stays that began or ended before a camera. The first condition spares whoever asks of a
   * camera without passages a look at every stay.
   */
  public static void throughCamera(FactQuery<VehicleSession> stays, String camera) {
    stays.and(THROUGH_CAMERA).with("camera_of_passage", camera);
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
