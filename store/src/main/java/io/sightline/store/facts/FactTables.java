package io.sightline.store.facts;

import static io.sightline.store.facts.FactTable.Type.DOUBLE;
import static io.sightline.store.facts.FactTable.Type.FLOAT;
import static io.sightline.store.facts.FactTable.Type.INSTANT;
import static io.sightline.store.facts.FactTable.Type.INTEGER;
import static io.sightline.store.facts.FactTable.Type.JSON;
import static io.sightline.store.facts.FactTable.Type.LONG;
import static io.sightline.store.facts.FactTable.Type.TEXT;
import static io.sightline.store.facts.FactTable.Type.UUID;

import io.sightline.domain.facts.CameraGap;
import io.sightline.domain.facts.EmotionWindow;
import io.sightline.domain.facts.OccupancyWindow;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.PlateRead;
import io.sightline.domain.facts.PoisonRecord;
import io.sightline.domain.facts.SpotTransition;
import io.sightline.domain.facts.VehicleSession;
import io.sightline.domain.facts.VehicleTrack;
import io.sightline.domain.observations.LabelScore;
import io.sightline.store.facts.FactTable.Column;
import io.sightline.store.facts.FactTable.Type;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The fact tables that the job fills. */
public final class FactTables {

  public static final FactTable<VehicleTrack> VEHICLE_TRACKS =
      FactTable.byId(
          "vehicle_tracks",
          List.of(
              column("camera", TEXT, VehicleTrack::camera),
              column("label", TEXT, VehicleTrack::label),
              column("ended_at", INSTANT, VehicleTrack::endedAtMillis),
              column("ended_by", TEXT, track -> word(track.endedBy()))));

  public static final FactTable<Passage> PASSAGES =
      FactTable.byId(
          "passages",
          List.of(
              column("camera", TEXT, Passage::camera),
              column("gate", TEXT, Passage::gate),
              column("direction", TEXT, passage -> word(passage.direction())),
              column("track", UUID, Passage::track),
              column("plate", TEXT, Passage::plate),
              column("score", FLOAT, Passage::score)));

  public static final FactTable<VehicleSession> VEHICLE_SESSIONS =
      FactTable.byId(
          "vehicle_sessions",
          List.of(
              column("plate", TEXT, VehicleSession::plate),
              column("entered_at", INSTANT, VehicleSession::enteredAtMillis),
              column("left_at", INSTANT, VehicleSession::leftAtMillis),
              column("stay_ms", LONG, VehicleSession::stayMillis),
              column("entry_passage", UUID, VehicleSession::entryPassage),
              column("exit_passage", UUID, VehicleSession::exitPassage),
              column("outcome", TEXT, session -> word(session.outcome()))));

  public static final FactTable<SpotTransition> SPOT_TRANSITIONS =
      FactTable.byId(
          "spot_transitions",
          List.of(
              column("spot", TEXT, SpotTransition::spot),
              column("state", TEXT, transition -> word(transition.state())),
              column("previous", TEXT, transition -> word(transition.previous())),
              column("camera", TEXT, SpotTransition::camera)));

  public static final FactTable<OccupancyWindow> OCCUPANCY_WINDOWS =
      new FactTable<>(
          "occupancy_windows",
          List.of("at", "site", "scope", "scope_id", "window_ms"),
          List.of(
              column("scope", TEXT, window -> word(window.scope())),
              column("scope_id", TEXT, OccupancyWindow::scopeId),
              column("window_ms", LONG, OccupancyWindow::windowMillis),
              column("starts_at", INSTANT, OccupancyWindow::startsAtMillis),
              column("ends_at", INSTANT, OccupancyWindow::endsAtMillis),
              column("occupied_ms", LONG, OccupancyWindow::occupiedMillis),
              column("free_ms", LONG, OccupancyWindow::freeMillis),
              column("unknown_ms", LONG, OccupancyWindow::unknownMillis),
              column("peak", INTEGER, OccupancyWindow::peak),
              column("mean", DOUBLE, OccupancyWindow::mean),
              column("arrivals", INTEGER, OccupancyWindow::arrivals),
              column("departures", INTEGER, OccupancyWindow::departures)));

  public static final FactTable<CameraGap> CAMERA_GAPS =
      FactTable.byId(
          "camera_gaps",
          List.of(
              column("camera", TEXT, CameraGap::camera),
              column("ended_at", INSTANT, CameraGap::endedAtMillis),
              column("reason", TEXT, CameraGap::reason)));

  public static final FactTable<PoisonRecord> POISON_RECORDS =
      FactTable.byId(
          "poison_records",
          List.of(
              column("camera", TEXT, PoisonRecord::camera),
              column("stage", TEXT, PoisonRecord::stage),
              column("reason", TEXT, PoisonRecord::reason),
              column("media", TEXT, PoisonRecord::media),
              column("presentation_us", LONG, PoisonRecord::presentationMicros)));

  public static final FactTable<PlateRead> PLATE_READS =
      FactTable.byId(
          "plate_reads",
          List.of(
              column("camera", TEXT, PlateRead::camera),
              column("track", UUID, PlateRead::track),
              column("text", TEXT, PlateRead::text),
              column("score", FLOAT, PlateRead::score),
              column("reads", INTEGER, PlateRead::reads),
              column("evidence", TEXT, PlateRead::evidence)));

  public static final FactTable<EmotionWindow> EMOTION_WINDOWS =
      new FactTable<>(
          "emotion_windows",
          List.of("at", "site", "scope", "scope_id", "window_ms"),
          List.of(
              column("scope", TEXT, window -> word(window.scope())),
              column("scope_id", TEXT, EmotionWindow::scopeId),
              column("window_ms", LONG, EmotionWindow::windowMillis),
              column("starts_at", INSTANT, EmotionWindow::startsAtMillis),
              column("faces", INTEGER, EmotionWindow::faces),
              column("distribution", JSON, window -> shares(window.distribution()))));

  private static final Map<String, FactTable<?>> BY_NAME =
      Stream.of(
              VEHICLE_TRACKS,
              PASSAGES,
              VEHICLE_SESSIONS,
              SPOT_TRANSITIONS,
              OCCUPANCY_WINDOWS,
              CAMERA_GAPS,
              POISON_RECORDS,
              PLATE_READS,
              EMOTION_WINDOWS)
          .collect(Collectors.toMap(FactTable::name, Function.identity()));

  private FactTables() {}

  /** The table of that name, which must be one of these. */
  public static FactTable<?> named(String name) {
    return BY_NAME.get(name);
  }

  private static <F> Column<F> column(String name, Type type, Function<F, Object> value) {
    return new Column<>(name, type, value);
  }

  private static Map<String, Float> shares(List<LabelScore> distribution) {
    Map<String, Float> shares = new TreeMap<>();
    distribution.forEach(share -> shares.put(share.label(), share.score()));
    return shares;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
