package io.sightline.store.registry;

import io.sightline.store.DatabaseAddress;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * The live cameras there are to be read. Holds no addresses and no credentials.
 *
 * @param cameras sorted by id
 */
public record CameraRoster(List<Entry> cameras) implements Serializable {

  /**
   * One live camera.
   *
   * @param revision changes with its address or credentials
   * @param sampleFps frames per second analysed; 0 for every frame
   * @param layouts the site's layouts that hold this camera, from the one in force on, by time
   */
  public record Entry(
      String camera, String site, long revision, double sampleFps, List<LayoutStart> layouts)
      implements Serializable {

    /** The layout in force at a time: the newest that has begun, or the first there is. */
    public String layoutAt(long millis) {
      String version = layouts.get(0).version();
      for (LayoutStart start : layouts) {
        if (start.effectiveMillis() <= millis) {
          version = start.version();
        }
      }
      return version;
    }
  }

  /** A layout and the event time from which it counts. */
  public record LayoutStart(long effectiveMillis, String version) implements Serializable {}

  /** Reads what the registry holds now. */
  public static CameraRoster read(DatabaseAddress database) throws SQLException {
    String sql =
        """
        select c.camera, c.site, c.revision, c.sample_fps, v.effective_at, v.version
        from cameras c join layout_versions v on v.site = c.site
          and v.effective_at >= coalesce((select max(n.effective_at) from layout_versions n
            where n.site = c.site and n.effective_at <= now() - interval '1 minute'), '-infinity')
        where c.live and exists (select from json_array_elements(v.layout -> 'cameras') listed
          where listed ->> 'id' = c.camera)
        order by c.camera, v.effective_at
        """;
    List<Entry> entries = new ArrayList<>();
    try (Connection connection = database.connect();
        PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        String camera = rows.getString(1);
        LayoutStart start =
            new LayoutStart(
                rows.getObject(5, OffsetDateTime.class).toInstant().toEpochMilli(),
                rows.getString(6));
        Entry last = entries.isEmpty() ? null : entries.get(entries.size() - 1);
        if (last != null && last.camera().equals(camera)) {
          List<LayoutStart> more = new ArrayList<>(last.layouts());
          more.add(start);
          entries.set(
              entries.size() - 1,
              new Entry(camera, last.site(), last.revision(), last.sampleFps(), more));
        } else {
          entries.add(
              new Entry(
                  camera, rows.getString(2), rows.getLong(3), rows.getDouble(4), List.of(start)));
        }
      }
    }
    return new CameraRoster(List.copyOf(entries));
  }
}
