package io.sightline.store.sessions;

import io.sightline.domain.facts.VehicleSession;
import io.sightline.store.facts.FactQuery;

/** What stays can be asked for beside what their columns say. */
public final class SessionConditions {
  private static final String THROUGH_CAMERA =
      """
      exists (select from passages p where p.run = vehicle_sessions.run
        and p.id in (vehicle_sessions.entry_passage, vehicle_sessions.exit_passage)
        and p.camera = :camera_of_passage)""";

  /** A site that says nothing allows a day. */
  private static final String OVERSTAY =
      """
      coalesce(stay_ms, extract(epoch from now() - entered_at) * 1000) > (select
        coalesce((regexp_match(v.layout -> 'sessions' ->> 'overstay', '\\d+'))[1]::bigint, 86400000)
        from layout_versions v where v.site = vehicle_sessions.site
        order by v.effective_at desc limit 1)""";

  private SessionConditions() {}

  /** Only stays that began or ended before a camera. */
  public static void throughCamera(FactQuery<VehicleSession> stays, String camera) {
    stays.and(THROUGH_CAMERA).with("camera_of_passage", camera);
  }

  /** Only stays that go on, or only those that do not. */
  public static void open(FactQuery<VehicleSession> stays, boolean open) {
    stays.and(open ? "left_at is null and outcome = 'open'" : "outcome <> 'open'");
  }

  /** Only stays that are longer than their site now allows, or only those that are not. */
  public static void overstay(FactQuery<VehicleSession> stays, boolean overstay) {
    stays.and(overstay ? OVERSTAY : "not " + OVERSTAY);
  }
}
