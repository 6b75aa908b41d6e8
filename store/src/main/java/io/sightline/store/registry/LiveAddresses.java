package io.sightline.store.registry;

import io.sightline.domain.network.CameraAddress;
import io.sightline.store.DatabaseAddress;
import java.io.Serializable;
import java.util.Optional;

/** Where live cameras are, credentials included; asked each time a camera is connected to. */
public interface LiveAddresses extends Serializable {

  /**
   * Empty when there is no such live camera.
   *
   * @throws org.springframework.dao.DataAccessException when the registry cannot be read
   * @throws io.sightline.domain.BadInput when its credentials cannot be decrypted
   */
  Optional<CameraAddress> find(String camera);

  /** Those of the registry. */
  static LiveAddresses stored(DatabaseAddress database, CameraSecrets secrets) {
    return camera ->
        database.with(
            jdbc ->
                jdbc.sql("select uri, credentials from cameras where camera = ? and live")
                    .param(camera)
                    .query(
                        (row, number) ->
                            CameraAddress.parse(row.getString(1))
                                .with(secrets.open(camera, row.getString(2))))
                    .optional());
  }
}
