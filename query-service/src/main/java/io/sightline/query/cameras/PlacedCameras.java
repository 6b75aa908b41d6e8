package io.sightline.query.cameras;

import io.sightline.domain.BadInput;
import io.sightline.domain.settings.Settings;
import io.sightline.domain.text.Slug;
import io.sightline.query.access.Access;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.audit.Audit;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.Refused;
import io.sightline.query.paging.Page;
import io.sightline.query.paging.Part;
import io.sightline.query.sites.AnprSite;
import io.sightline.query.sites.CameraAddresses;
import io.sightline.store.sites.CameraDetailRows;
import io.sightline.store.sites.CameraDetailRows.Bounds;
import io.sightline.store.sites.CameraDetailRows.Details;
import io.sightline.store.sites.CameraDetailRows.Near;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Cameras by what people call them and where they stand; those that are added read plates. */
@Component
public class PlacedCameras {
  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_DESCRIPTION = 1_000;
  private static final int LONGEST_ID = 50;
  private static final int MOST_OF_A_NAME = 1_000;
  private static final double FARTHEST = 20_050_000;
  private static final String LOCATION = "location";

  private final CameraDetailRows rows;
  private final Cameras cameras;
  private final AnprSite site;
  private final Access access;
  private final Audit audit;
  private final double plateConfidence;
  private final int sampleFps;

  protected PlacedCameras(
      CameraDetailRows rows,
      Cameras cameras,
      AnprSite site,
      Access access,
      Audit audit,
      Settings settings) {
    this.rows = rows;
    this.cameras = cameras;
    this.site = site;
    this.access = access;
    this.audit = audit;
    this.plateConfidence = settings.get(Settings.ANPR_PLATE_CONFIDENCE);
    this.sampleFps = settings.get(Settings.ANPR_SAMPLE_FPS);
  }

  /**
   * What is said of a camera; what is null was left out.
   *
   * @param latitude degrees north
   * @param longitude degrees east
   * @param heading degrees clockwise from north
   * @param uri its address
   * @param active whether it is read
   */
  public record Said(
      String name,
      Double latitude,
      Double longitude,
      Double heading,
      String uri,
      Boolean active,
      String description) {}

  /**
   * Adds a camera, whose vehicles and plates are seen.
   *
   * @param id null for one that is made of the name
   * @throws Refused when the editor is no admin
   * @throws io.sightline.query.failures.Conflict when there is one of this id
   * @throws BadInput when it says too little, or what cannot be used
   */
  public Details add(Editor editor, String id, Said said) {
    editor.requireAdmin();
    requireText("name", said.name(), LONGEST_NAME);
    requireText("description", said.description(), LONGEST_DESCRIPTION);
    if (said.name() == null || said.name().isBlank()) {
      throw new BadInput("`name` is missing.");
    }
    Map<String, Object> members = new LinkedHashMap<>();
    String made = id == null ? free(said.name()) : id;
    members.put("id", made);
    // Without an address it is only one that videos are sent of.
    boolean isRead = said.uri() != null && !said.uri().isBlank();
    members.put("uri", isRead ? said.uri().strip() : CameraAddresses.NONE);
    members.put("sample-fps", sampleFps);
    members.put("analyse", List.of("vehicles", "plates"));
    members.put("evidence", "crops");
    members.put("floors", Map.of("plate", plateConfidence));
    Map<String, Object> location = location(said, null);
    if (location != null) {
      members.put(LOCATION, location);
    }
    cameras.add(editor, site.require(), members);
    rows.describe(made, said.name().strip(), said.description(), said.active());
    return rows.find(made).orElseThrow();
  }

  private static void requireText(String member, String text, int longest) {
    if (text != null && (text.length() > longest || text.indexOf('\0') >= 0)) {
      throw new BadInput("`" + member + "` may have up to " + longest + " characters, and no NUL.");
    }
  }

  /** An id that no camera has, like the name. */
  private String free(String name) {
    String plain = Slug.of(name, LONGEST_ID);
    String base = plain.isEmpty() ? "camera" : plain;
    String id = base;
    for (int i = 2; rows.find(id).isPresent() && i < MOST_OF_A_NAME; i++) {
      id = base + "-" + i;
    }
    return id;
  }

  /** Null where nothing is said of it. */
  private static Map<String, Object> location(Said said, Details before) {
    if (said.latitude() == null && said.longitude() == null && said.heading() == null) {
      return null;
    }
    Double latitude = or(said.latitude(), before == null ? null : before.latitude());
    Double longitude = or(said.longitude(), before == null ? null : before.longitude());
    Double heading = or(said.heading(), before == null ? null : before.heading());
    if (latitude == null || longitude == null) {
      throw new BadInput("`lat` and `lon` go together; give both.");
    }
    requireBetween("lat", latitude, -90, 90);
    requireBetween("lon", longitude, -180, 180);
    requireBetween("heading", heading == null ? 0 : heading, 0, 360);
    Map<String, Object> location = new LinkedHashMap<>();
    location.put("latitude", latitude);
    location.put("longitude", longitude);
    location.put("heading", heading == null ? 0 : heading);
    return location;
  }

  private static <T> T or(T said, T before) {
    return said == null ? before : said;
  }

  private static void requireBetween(String name, double number, double least, double most) {
    if (!(number >= least && number <= most)) {
      throw new BadInput("`%s` should be from %.0f to %.0f.".formatted(name, least, most));
    }
  }

  /**
   * Changes of a camera what is said.
   *
   * @throws Refused when the editor is no admin
   * @throws NotFound when there is no such camera
   * @throws BadInput when what becomes of it cannot be used
   */
  public Details change(Editor editor, String camera, Said said) {
    editor.requireAdmin();
    Details before = find(editor.reader(), camera);
    requireText("name", said.name(), LONGEST_NAME);
    requireText("description", said.description(), LONGEST_DESCRIPTION);
    Map<String, Object> patch = new LinkedHashMap<>();
    if (said.uri() != null) {
      patch.put("uri", said.uri().strip());
    }
    Map<String, Object> location = location(said, before);
    if (location != null) {
      patch.put(LOCATION, location);
    }
    if (!patch.isEmpty()) {
      cameras.patch(editor, camera, patch);
    }
    String name = said.name() == null || said.name().isBlank() ? null : said.name().strip();
    rows.describe(camera, name, said.description(), said.active());
    audit.note(editor, "change-camera", camera);
    return rows.find(camera).orElseThrow(() -> notFound(camera));
  }

  /**
   * @throws NotFound when it is not there for the reader
   */
  public Details find(Reader reader, String camera) {
    return rows.find(camera)
        .filter(found -> reader.sees(found.site()))
        .orElseThrow(() -> notFound(camera));
  }

  private static NotFound notFound(String camera) {
    return new NotFound("The camera '" + camera + "'");
  }

  /**
   * Those that may be seen, by id.
   *
   * @param bounds only those inside; null for all
   * @throws BadInput when there is no such place on earth, or the limit or cursor cannot be used
   */
  public Page<Details> list(Reader reader, Bounds bounds, Part part) {
    if (bounds != null) {
      requireBetween("bbox", bounds.west(), -180, 180);
      requireBetween("bbox", bounds.east(), -180, 180);
      requireBetween("bbox", bounds.south(), -90, 90);
      requireBetween("bbox", bounds.north(), bounds.south(), 90);
    }
    List<String> after = part.after(1);
    int most = part.most();
    return Page.of(
        rows.list(access.sites(reader, null), bounds, after == null ? "" : after.get(0), most + 1),
        most,
        camera -> List.of(camera.camera()));
  }

  /**
   * Those around a place that may be seen, the nearest first; as many as the limit says.
   *
   * @throws BadInput when there is no such place on earth, or the limit cannot be used
   */
  public List<Details> near(Reader reader, Near near, Part part) {
    requireBetween("near", near.latitude(), -90, 90);
    requireBetween("near", near.longitude(), -180, 180);
    requireBetween("radius", near.radius(), 0, FARTHEST);
    if (part.cursor() != null) {
      throw new BadInput("`near` has no further parts; give a larger `limit`.");
    }
    return rows.near(access.sites(reader, null), near, part.most());
  }
}
