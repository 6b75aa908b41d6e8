package io.sightline.store.registry;

import io.sightline.domain.network.CameraAddress;
import io.sightline.store.DatabaseAddress;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Where live cameras are, credentials included; asked each time a camera is connected to. */
public interface LiveAddresses extends Serializable {

  /** Empty when there is no such live camera. */
  Optional<CameraAddress> find(String camera) throws SQLException;

  /** Those of the registry. */
  static LiveAddresses stored(DatabaseAddress database) {
    return camera -> {
      String sql = "select uri, credentials from cameras where camera = ? and live";
      try (Connection connection = database.connect();
          PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setString(1, camera);
        try (ResultSet rows = statement.executeQuery()) {
          return rows.next()
              ? Optional.of(CameraAddress.parse(rows.getString(1)).with(rows.getString(2)))
              : Optional.empty();
        }
      }
    };
  }
}
