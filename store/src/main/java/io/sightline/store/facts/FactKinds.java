package io.sightline.store.facts;

import io.sightline.domain.facts.Alert;
import io.sightline.domain.facts.CameraGap;
import io.sightline.domain.facts.DwellTime;
import io.sightline.domain.facts.EmotionSegment;
import io.sightline.domain.facts.EmotionWindow;
import io.sightline.domain.facts.FootageTime;
import io.sightline.domain.facts.InsideCount;
import io.sightline.domain.facts.OccupancyWindow;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.PlateRead;
import io.sightline.domain.facts.PoisonRecord;
import io.sightline.domain.facts.SpotStay;
import io.sightline.domain.facts.SpotTransition;
import io.sightline.domain.facts.VehicleSession;
import io.sightline.domain.facts.VehicleTrack;
import io.sightline.domain.messages.Topics;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The kinds of facts that there are. A new one is a record, a line here, and what makes it.
 *
 * @param all by name
 */
public record FactKinds(List<FactKind<?>> all) implements Serializable {
  private static final String[] WINDOW = {"at", "site", "scope", "scope_id", "window_ms"};

  public static final FactKind<Alert> ALERTS =
      FactKind.of("alerts", Alert.class)
          .ownedBy(FactOwner.SITE_OR_CAMERA)
          .pairedBy("kind", "entry", "camera")
          .feed("alerts")
          .topic(Topics.ALERTS)
          .goesWithItsPlate()
          .peoples("acknowledged_at timestamptz")
          .peoples("acknowledged_by text collate \"C\"")
          .index("run, kind, at desc")
          .index("run, entry, at desc")
          .index("run, site, at desc", "acknowledged_at is null")
          .index("id")
          .build();

  public static final FactKind<CameraGap> CAMERA_GAPS =
      FactKind.of("camera_gaps", CameraGap.class)
          .ownedBy(FactOwner.CAMERA)
          .pairedBy("camera")
          .endsWith("ended_at")
          .feed("gaps")
          // Of a live camera that cannot see, while it goes on.
          .index("run, camera, at desc", "not final")
          .build();

  public static final FactKind<DwellTime> DWELL_TIMES =
      FactKind.of("dwell_times", DwellTime.class)
          .ownedBy(FactOwner.CAMERA)
          .pairedBy("camera", "zone")
          .feed("dwell")
          .index("run, zone, at desc")
          .build();

  public static final FactKind<SpotStay> SPOT_STAYS =
      FactKind.of("spot_stays", SpotStay.class)
          .ownedBy(FactOwner.CAMERA)
          .pairedBy("camera", "spot")
          .feed("occupancy")
          .index("run, site, spot, at desc")
          .index("track")
          .build();

  public static final FactKind<EmotionSegment> EMOTION_SEGMENTS =
      FactKind.of("emotion_segments", EmotionSegment.class)
          .ownedBy(FactOwner.CAMERA)
          .pairedBy("camera")
          .endsWith("ended_at")
          .feed("emotions")
          .index("run, camera, at desc")
          .index("run, zone, at desc", "zone is not null")
          .build();

  public static final FactKind<EmotionWindow> EMOTION_WINDOWS =
      FactKind.of("emotion_windows", EmotionWindow.class)
          .keyedBy("at", "site", "camera", "scope", "scope_id", "window_ms")
          .ownedBy(FactOwner.CAMERA)
          .feed("emotions")
          .index("run, scope, scope_id, window_ms, at desc")
          .index("run, scope, window_ms, at desc")
          .index("run, site, window_ms, scope, at desc")
          .build();

  public static final FactKind<FootageTime> FOOTAGE_TIMES =
      FactKind.of("footage_times", FootageTime.class).besideTheLedger().build();

  public static final FactKind<InsideCount> INSIDE_COUNTS =
      FactKind.of("inside_counts", InsideCount.class)
          .ownedBy(FactOwner.SITE)
          .pairedBy("scope", "scope_id")
          .feed("occupancy")
          .index("run, site, scope, scope_id, at desc")
          .build();

  public static final FactKind<OccupancyWindow> OCCUPANCY_WINDOWS =
      FactKind.of("occupancy_windows", OccupancyWindow.class)
          .keyedBy(WINDOW)
          .ownedBy(FactOwner.SITE)
          .feed("occupancy")
          .index("run, scope, scope_id, window_ms, at desc")
          .index("run, scope, window_ms, at desc")
          .index("run, site, scope, window_ms, at desc")
          .build();

  public static final FactKind<Passage> PASSAGES =
      FactKind.of("passages", Passage.class)
          .ownedBy(FactOwner.CAMERA)
          .pairedBy("camera", "gate")
          .feed("passages")
          .index("run, plate, at desc")
          .index("run, gate, at desc")
          .index("track")
          .index("id")
          .index("picture")
          .build();

  public static final FactKind<PlateRead> PLATE_READS =
      FactKind.of("plate_reads", PlateRead.class)
          .ownedBy(FactOwner.CAMERA)
          .pairedBy("camera")
          .feed("plates")
          .goesWithItsPlate()
          .index("text, at")
          .index("track")
          .index("id")
          .index("evidence")
          .build();

  public static final FactKind<PoisonRecord> POISON_RECORDS =
      FactKind.of("poison_records", PoisonRecord.class)
          .besideTheLedger()
          // Its newest are counted, and not fed.
          .index("written_xid", "run = 'live'")
          .build();

  public static final FactKind<SpotTransition> SPOT_TRANSITIONS =
      FactKind.of("spot_transitions", SpotTransition.class)
          .ownedBy(FactOwner.CAMERA)
          .pairedBy("spot")
          .feed("occupancy")
          .index("run, site, spot, at desc")
          .build();

  public static final FactKind<VehicleSession> VEHICLE_SESSIONS =
      FactKind.of("vehicle_sessions", VehicleSession.class)
          .ownedBy(FactOwner.SITE)
          .pairedBy("site")
          .endsWith("left_at")
          .feed("sessions")
          .index("run, plate, at desc")
          .index("run, overstay, at desc")
          .index("id")
          .index("run, entry_camera, at desc")
          .index("run, exit_camera, at desc")
          .index("entry_track")
          .index("exit_track")
          .build();

  public static final FactKind<VehicleTrack> VEHICLE_TRACKS =
      FactKind.of("vehicle_tracks", VehicleTrack.class)
          .ownedBy(FactOwner.CAMERA)
          .pairedBy("camera")
          .endsWith("ended_at")
          .feed("tracks")
          .build();

  /** Those of the product. */
  public static final FactKinds PRODUCT =
      new FactKinds(
          List.of(
              ALERTS,
              CAMERA_GAPS,
              DWELL_TIMES,
              EMOTION_SEGMENTS,
              EMOTION_WINDOWS,
              FOOTAGE_TIMES,
              INSIDE_COUNTS,
              OCCUPANCY_WINDOWS,
              PASSAGES,
              PLATE_READS,
              POISON_RECORDS,
              SPOT_STAYS,
              SPOT_TRANSITIONS,
              VEHICLE_SESSIONS,
              VEHICLE_TRACKS));

  public FactKinds {
    List<FactKind<?>> sorted = new ArrayList<>(all);
    sorted.sort(Comparator.comparing(FactKind::name));
    all = List.copyOf(sorted);
  }

  /** These and one more. */
  public FactKinds with(FactKind<?> kind) {
    return new FactKinds(Stream.concat(all.stream(), Stream.of(kind)).toList());
  }

  /** What runs are compared by, by name. */
  public List<FactKind<?>> ledger() {
    List<FactKind<?>> kinds = new ArrayList<>(all);
    kinds.removeIf(kind -> !kind.isInLedger());
    return kinds;
  }

  /** What messages of facts are, as JSON Schema: an object of one of the kinds. */
  public Map<String, Object> schema() {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "A fact, as on the topics sightline.facts and sightline.alerts");
    schema.put(
        "description",
        "The columns of the table that kind names; what a fact has not is absent. A revised fact is"
            + " a later message with the same id.");
    schema.put("oneOf", all.stream().map(FactKind::schema).toList());
    return schema;
  }

  public Optional<FactKind<?>> named(String name) {
    return all.stream().filter(kind -> kind.name().equals(name)).findFirst();
  }
}
