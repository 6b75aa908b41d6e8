package io.sightline.domain.site;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.sightline.domain.Digest;
import io.sightline.domain.json.Json;
import io.sightline.domain.plates.PlateFormats;
import io.sightline.domain.plates.PlateRegion;
import io.sightline.domain.watchlist.WatchlistEntry;
import java.io.Serializable;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * A place with cameras, and its layout: what their pictures show where.
 *
 * @param timeZone IANA name; cuts days, facts themselves are in UTC
 * @param plateFormats ids of regions in order of preference; empty accepts any plate
 * @param ownFormats those of them that are not bundled, as the site describes them
 * @param location null when not said
 * @param permits who may stand on spots that are not for anybody
 * @param alerts null, as in layouts that were stored before there were any, for the usual
 */
public record Site(
    String id,
    String name,
    String timeZone,
    List<String> plateFormats,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<PlateRegion> ownFormats,
    Location location,
    List<Camera> cameras,
    SessionRules sessions,
    List<WatchlistEntry> watchlist,
    Privacy privacy,
    AlertRules alerts,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Permit> permits)
    implements Serializable {
  /** By the object: each record of a run asks, and it takes as long as writing the layout does. */
  private static final LoadingCache<Site, String> VERSIONS =
      Caffeine.newBuilder()
          .weakKeys()
          .executor(Runnable::run)
          .build(site -> Digest.sha256(Json.write(site.withoutCredentials())).substring(0, 16));

  /** What stands for nothing is not written, and comes as null. */
  public Site {
    ownFormats = ownFormats == null ? List.of() : ownFormats;
    alerts = alerts == null ? AlertRules.DEFAULT : alerts;
    permits = permits == null ? List.of() : permits;
  }

  public Optional<Camera> camera(String cameraId) {
    return cameras.stream().filter(camera -> camera.id().equals(cameraId)).findFirst();
  }

  /** The plates that are expected here. */
  public PlateFormats plates() {
    return PlateFormats.of(plateFormats, ownFormats);
  }

  public ZoneId zone() {
    return ZoneId.of(timeZone);
  }

  /**
   * Names this very layout: equal for equal layouts, on every machine; passwords are no part of it.
   */
  public String layoutVersion() {
    return VERSIONS.get(this);
  }

  /** The same site with its live cameras only. */
  public Site liveOnly() {
    return withCameras(cameras.stream().filter(Camera::isLive).toList());
  }

  /** The same site with these cameras in place of its own. */
  public Site withCameras(List<Camera> others) {
    return with(List.copyOf(others), privacy);
  }

  /** The same site under other rules for what is kept of people. */
  public Site withPrivacy(Privacy other) {
    return with(cameras, other);
  }

  private Site with(List<Camera> itsCameras, Privacy itsPrivacy) {
    return new Site(
        id,
        name,
        timeZone,
        plateFormats,
        ownFormats,
        location,
        itsCameras,
        sessions,
        watchlist,
        itsPrivacy,
        alerts,
        permits);
  }

  /** The same site without names and passwords in its cameras' addresses, fit to be stored. */
  public Site withoutCredentials() {
    return withCameras(cameras.stream().map(Camera::withoutCredentials).toList());
  }
}
