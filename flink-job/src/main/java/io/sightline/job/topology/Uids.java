package io.sightline.job.topology;

/**
 * Names of the operators in savepoints. A changed name loses the operator's state, so these never
 * change.
 */
public final class Uids {
  public static final String CAMERA_FRAMES = "camera-frames";
  public static final String STORED_OBSERVATIONS = "stored-observations";
  public static final String SIMULATED_OBSERVATIONS = "simulated-observations";
  public static final String LOOK_AT_FRAMES = "frames-look";
  public static final String ORDER_BY_CAMERA = "observations-order";
  public static final String LOG_OBSERVATIONS = "observations-log";
  public static final String OBSERVATIONS_SINK = "observations-sink";
  public static final String TAKE_BACK = "cameras-take-back";
  public static final String CAMERA_LATEST = "cameras-latest";
  public static final String NOTE_GAPS = "cameras-gaps";
  public static final String NOTE_FOOTAGE_TIMES = "cameras-footage-times";
  public static final String TRACK_VEHICLES = "vehicles-track";
  public static final String COUNT_INSIDE = "vehicles-inside";
  public static final String KEEP_SESSIONS = "vehicles-sessions";
  public static final String TRACK_PLATES = "plates-track";
  public static final String KEEP_PLATE_READS = "plates-reads";
  public static final String KEEP_VEHICLE_READS = "vehicles-plate-reads";
  public static final String WATCH_FOR_PLATES = "plates-watch";
  public static final String WATCH_VIEWS = "views-watch";
  public static final String COUNT_EMOTIONS = "emotions-count";
  public static final String JUDGE_SPOTS = "occupancy-spots";
  public static final String KEEP_OCCUPANCY = "occupancy-site";

  private Uids() {}

  /** Of the sink that fills a table. */
  public static String sink(String table) {
    return table.replace('_', '-') + "-sink";
  }

  /** Of the sink that publishes a table. */
  public static String published(String table) {
    return table.replace('_', '-') + "-published";
  }

  /** How the sink that publishes something is called where people look. */
  public static String publishedName(String what) {
    return what + ", published";
  }

  /** Whether an operator's uid, or the name of a part of it, is of a sink that publishes. */
  public static boolean isPublished(String uid) {
    return uid.contains(published("")) || uid.contains(publishedName(""));
  }
}
