package io.sightline.source.camera;

import io.sightline.domain.network.AllowedNetworks;
import io.sightline.domain.secrets.KeyFile;
import io.sightline.domain.site.Layouts;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.registry.CameraSecrets;
import io.sightline.store.registry.LiveAddresses;
import io.sightline.store.registry.StoredLayouts;
import java.io.Serializable;
import java.time.Duration;

/**
 * What reading live cameras needs to know.
 *
 * @param database holds the registry
 * @param addresses where cameras are; asked at every connection
 * @param allowed networks they may be in
 * @param readTimeout longest silence of a connection
 */
public record CameraSourceOptions(
    DatabaseAddress database,
    LiveAddresses addresses,
    Layouts layouts,
    AllowedNetworks allowed,
    Duration readTimeout)
    implements Serializable {

  /**
   * Everything from one database.
   *
   * @param key that cameras' credentials are kept under
   */
  public static CameraSourceOptions of(
      DatabaseAddress database, KeyFile key, AllowedNetworks allowed, Duration readTimeout) {
    return new CameraSourceOptions(
        database,
        LiveAddresses.stored(database, new CameraSecrets(key)),
        new StoredLayouts(database),
        allowed,
        readTimeout);
  }
}
