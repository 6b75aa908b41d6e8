package io.sightline.query.sites;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.domain.network.CameraAddress;
import io.sightline.domain.settings.Settings;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteDocument;
import io.sightline.domain.site.SiteFile;
import io.sightline.query.web.Problem;
import io.sightline.store.registry.SiteRegistry;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.springframework.stereotype.Component;

/** Reads and changes sites. Whatever changes a camera changes its site as a whole. */
@Component
public class Registry {
  private final DataSource database;
  private final Settings settings;

  Registry(DataSource database, Settings settings) {
    this.database = database;
    this.settings = settings;
  }

  private interface Use<T> {
    T of(SiteRegistry registry) throws SQLException;
  }

  private <T> T with(Use<T> use) {
    try (Connection connection = database.getConnection()) {
      return use.of(new SiteRegistry(connection));
    } catch (SQLException e) {
      throw new org.springframework.jdbc.UncategorizedSQLException("registry", null, e);
    }
  }

  public List<String> sites() {
    return with(SiteRegistry::sites);
  }

  public Site require(String site) {
    return with(registry -> registry.find(site))
        .orElseThrow(() -> Problem.notFound("The site '" + site + "'"));
  }

  /** The site that a camera belongs to; empty when it is in none. */
  public Optional<String> owner(String camera) {
    return with(registry -> registry.siteOf(camera));
  }

  /** The site that a camera belongs to. */
  public String siteOf(String camera) {
    return with(registry -> registry.siteOf(camera))
        .orElseThrow(() -> Problem.notFound("The camera '" + camera + "'"));
  }

  /**
   * Makes a site what a document says.
   *
   * @param document a site file, YAML or JSON
   * @param expected id that it must have; null for any
   * @param mayReplace whether a site that is there may be changed
   */
  public Site store(String document, String expected, boolean mayReplace, String by) {
    Site site = SiteFile.parse("the site", Path.of("/"), document).site();
    if (expected != null && !site.id().equals(expected)) {
      throw Problem.badRequest(
          "The document is of site '" + site.id() + "', not of '" + expected + "'.");
    }
    with(
        registry ->
            registry.change(
                site.id(),
                known -> {
                  if (known.isPresent() && !mayReplace) {
                    throw Problem.conflict(
                        "There is a site '" + site.id() + "' already; change it with PUT.");
                  }
                  site.cameras().forEach(camera -> requireAllowed(camera, known));
                  return site;
                },
                by));
    return site.withoutCredentials();
  }

  private void requireAllowed(Camera camera, Optional<Site> known) {
    boolean asBefore =
        known
            .flatMap(site -> site.camera(camera.id()))
            .filter(before -> before.bareUri().equals(camera.uri()))
            .isPresent();
    if (asBefore) {
      return;
    }
    if (!camera.isLive()) {
      // A file's path would be opened by the machine that makes a replay.
      throw new BadInput(
          "Camera '"
              + camera.id()
              + "' is no live camera; over the network only rtsp:// and rtsps:// addresses are"
              + " taken.");
    }
    try {
      CameraAddress.parse(camera.uri()).resolve(settings.get(Settings.CAMERAS_ALLOWED_NETWORKS));
    } catch (BadInput e) {
      throw new BadInput("Camera '" + camera.id() + "': " + e.getMessage(), e);
    } catch (UnknownHostException e) {
      throw new BadInput(
          "Camera '" + camera.id() + "': its host's name is not known here; check it.", e);
    }
  }

  /** Adds a camera to a site. */
  public Map<String, Object> addCamera(String site, Map<String, Object> camera, String by) {
    return change(
        site,
        by,
        cameras -> {
          cameras.add(camera);
          return cameras.size() - 1;
        });
  }

  /**
   * Changes a camera as a JSON merge patch (RFC 7396) says; the members of its own are those of the
   * site file.
   */
  public Map<String, Object> patchCamera(
      String site, String camera, Map<String, Object> patch, String by) {
    if (patch.containsKey("id") && !camera.equals(patch.get("id"))) {
      throw Problem.badRequest("A camera keeps its id; add another one instead.");
    }
    return change(
        site,
        by,
        cameras -> {
          int index = indexOf(cameras, camera);
          Map<String, Object> patched = new LinkedHashMap<>(cameras.get(index));
          patch.forEach(
              (key, value) -> {
                if (value == null) {
                  patched.remove(key);
                } else {
                  patched.put(key, merged(patched.get(key), value));
                }
              });
          cameras.set(index, patched);
          return index;
        });
  }

  @SuppressWarnings("unchecked") // JSON objects have texts as keys.
  private static Object merged(Object before, Object value) {
    if (!(before instanceof Map) || !(value instanceof Map)) {
      return value;
    }
    Map<String, Object> merged = new LinkedHashMap<>((Map<String, Object>) before);
    ((Map<String, Object>) value)
        .forEach(
            (key, inner) -> {
              if (inner == null) {
                merged.remove(key);
              } else {
                merged.put(key, merged(merged.get(key), inner));
              }
            });
    return merged;
  }

  public void deleteCamera(String site, String camera, String by) {
    change(
        site,
        by,
        cameras -> {
          if (cameras.size() == 1) {
            throw Problem.conflict(
                "The camera '" + camera + "' is the site's only one; a site has at least one.");
          }
          cameras.remove(indexOf(cameras, camera));
          return -1;
        });
  }

  private static int indexOf(List<Map<String, Object>> cameras, String camera) {
    for (int i = 0; i < cameras.size(); i++) {
      if (camera.equals(cameras.get(i).get("id"))) {
        return i;
      }
    }
    throw Problem.notFound("The camera '" + camera + "'");
  }

  private interface Change {
    /**
     * @return which camera to answer with; -1 for none
     */
    int of(List<Map<String, Object>> cameras);
  }

  private Map<String, Object> change(String site, String by, Change change) {
    AtomicReference<Camera> shown = new AtomicReference<>();
    with(
        registry ->
            registry.change(
                site,
                known -> {
                  Site before =
                      known.orElseThrow(() -> Problem.notFound("The site '" + site + "'"));
                  Map<String, Object> document = SiteDocument.of(before);
                  List<Map<String, Object>> cameras = new ArrayList<>();
                  before.cameras().forEach(camera -> cameras.add(SiteDocument.of(camera)));
                  int index = change.of(cameras);
                  document.put("cameras", cameras);
                  Site after =
                      SiteFile.parse("the site", Path.of("/"), Json.write(document)).site();
                  after.cameras().forEach(camera -> requireAllowed(camera, known));
                  shown.set(index < 0 ? null : after.withoutCredentials().cameras().get(index));
                  return after;
                },
                by));
    return shown.get() == null ? Map.of() : SiteDocument.of(shown.get());
  }
}
