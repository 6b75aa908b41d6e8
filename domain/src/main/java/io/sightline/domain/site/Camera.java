package io.sightline.domain.site;

import io.sightline.domain.frames.PictureSize;
import io.sightline.domain.network.CameraAddress;
import java.io.Serializable;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One camera and what is looked at in its picture.
 *
 * @param uri RTSP address, or a file or folder, as written in the site file
 * @param start capture time of the first frame of recorded footage; null when not said
 * @param nameFormat how names of its footage carry their times, in the letters of {@link
 *     java.time.format.DateTimeFormatter}; null to know them by their form
 * @param picture size of the picture, as a player shows it, that its places' coordinates mean; null
 *     for that of its first frame
 * @param sampleFps frames per second analysed; 0 for every frame
 * @param record whether its packets are to be kept
 * @param models model id by role ({@link ModelRole#key}), sorted; roles left out use the default
 *     model
 * @param floors from where on counts what its models say; null for {@link Floors#USUAL}
 * @param location where it stands; null when not said
 * @param level floor of the building; null where the site has none
 */
public record Camera(
    String id,
    String uri,
    Instant start,
    String nameFormat,
    PictureSize picture,
    double sampleFps,
    boolean record,
    List<Analysis> analyse,
    Map<String, String> models,
    List<Spot> spots,
    List<Zone> zones,
    List<Gate> gates,
    OccupancyRules occupancy,
    Floors floors,
    Evidence evidence,
    Location location,
    String level)
    implements Serializable {

  /** Pictures kept with the facts. */
  public enum Evidence {
    NONE,
    /** Of each plate, its best view. */
    CROPS,
    /** The same, and of each passage the whole picture. */
    PICTURES;

    public boolean hasCrops() {
      return this != NONE;
    }

    public boolean hasPictures() {
      return this == PICTURES;
    }
  }

  /** From where on counts what its models say. */
  public Floors least() {
    return floors == null ? Floors.USUAL : floors;
  }

  /** The address without user and password, fit to be shown and stored. */
  public String bareUri() {
    String bare = uri.replaceFirst("^([a-zA-Z][a-zA-Z0-9+.-]*://)[^/]*@", "$1");
    return isLive() ? CameraAddress.hidden(bare) : bare;
  }

  Camera withoutCredentials() {
    return new Camera(
        id,
        bareUri(),
        start,
        nameFormat,
        picture,
        sampleFps,
        record,
        analyse,
        models,
        spots,
        zones,
        gates,
        occupancy,
        floors,
        evidence,
        location,
        level);
  }

  /**
   * Whether all its spots, zones and gates lie inside a picture of that size.
   *
   * @param width pixels
   * @param height pixels
   */
  public boolean fits(int width, int height) {
    return Stream.of(
            spots.stream().flatMap(spot -> spot.polygon().corners().stream()),
            zones.stream().flatMap(zone -> zone.polygon().corners().stream()),
            gates.stream().flatMap(gate -> Stream.of(gate.line().from(), gate.line().to())))
        .flatMap(points -> points)
        .allMatch(
            point -> point.x() >= 0 && point.y() >= 0 && point.x() <= width && point.y() <= height);
  }

  /** The places of the perception chain that look at this camera's frames. */
  public Set<ModelRole> looks() {
    Set<ModelRole> roles = EnumSet.noneOf(ModelRole.class);
    if (judgesSpotsByClassifier()) {
      roles.add(ModelRole.SPOTS);
    }
    if (analyses(Analysis.VEHICLES)
        || (analyses(Analysis.OCCUPANCY) && !judgesSpotsByClassifier())) {
      roles.add(ModelRole.VEHICLES);
    }
    if (analyses(Analysis.PLATES)) {
      roles.add(ModelRole.PLATES);
      roles.add(ModelRole.PLATE_TEXT);
    }
    if (analyses(Analysis.EMOTIONS)) {
      roles.add(ModelRole.FACES);
      roles.add(ModelRole.EMOTIONS);
    }
    return roles;
  }

  /**
   * Whether its spots are judged by a classifier, which a site asks for by naming one, and not by
   * the vehicles over them.
   */
  public boolean judgesSpotsByClassifier() {
    return analyses(Analysis.OCCUPANCY) && models.containsKey(ModelRole.SPOTS.key());
  }

  public boolean analyses(Analysis analysis) {
    return analyse.contains(analysis);
  }

  /**
   * Whether this camera is reached over the network, so that it has no end and cannot be rewound.
   */
  public boolean isLive() {
    return uri.startsWith("rtsp:") || uri.startsWith("rtsps:");
  }
}
