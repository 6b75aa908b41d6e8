package io.sightline.query.cameras;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteDocument;
import io.sightline.domain.site.SiteFile;
import io.sightline.query.access.Access;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.audit.Audit;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.Refused;
import io.sightline.query.paging.Page;
import io.sightline.query.paging.Part;
import io.sightline.query.sites.CameraAddresses;
import io.sightline.query.sites.KnownPictures;
import io.sightline.store.sites.CameraRows;
import io.sightline.store.sites.CameraRows.CameraNow;
import io.sightline.store.sites.SiteRows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.stereotype.Component;

/** Cameras. Whatever changes a camera changes its site as a whole. */
@Component
public class Cameras {
  private final CameraRows rows;
  private final SiteRows sites;
  private final CameraAddresses addresses;
  private final KnownPictures pictures;
  private final Access access;
  private final Audit audit;

  protected Cameras(
      CameraRows rows,
      SiteRows sites,
      CameraAddresses addresses,
      KnownPictures pictures,
      Access access,
      Audit audit) {
    this.rows = rows;
    this.sites = sites;
    this.addresses = addresses;
    this.pictures = pictures;
    this.access = access;
    this.audit = audit;
  }

  /**
   * Those that may be seen, as they are now, by id.
   *
   * @param site whose; null for all
   * @throws NotFound when the site is not there for the reader
   * @throws BadInput when the limit or cursor cannot be used
   */
  public Page<CameraNow> list(Reader reader, String site, Part part) {
    List<String> after = part.after(1);
    int most = part.most();
    Page<CameraNow> page =
        Page.of(
            rows.list(access.sites(reader, site), after == null ? "" : after.get(0), most + 1),
            most,
            camera -> List.of(camera.camera()));
    page.items().stream()
        .filter(camera -> !camera.boxes().isEmpty())
        .map(CameraNow::site)
        .distinct()
        .forEach(one -> noteRead(reader, one));
    return audit.isPurposeGiven(reader)
        ? page
        : new Page<>(page.items().stream().map(CameraNow::withoutBoxes).toList(), page.next());
  }

  /**
   * What was seen last may be plates: it is told to those who say what for, where that is asked.
   */
  private void noteRead(Reader reader, String site) {
    if (audit.isPurposeGiven(reader)) {
      audit.noteRead(reader, "look", "cameras of " + site);
    }
  }

  /**
   * A camera as it is now, for its own page.
   *
   * @throws NotFound when it is not there for the reader
   */
  public CameraNow show(Reader reader, String camera) {
    CameraNow found = find(reader, camera);
    if (!found.boxes().isEmpty()) {
      noteRead(reader, found.site());
    }
    return audit.isPurposeGiven(reader) ? found : found.withoutBoxes();
  }

  /**
   * A camera as it is now.
   *
   * @throws NotFound when it is not there for the reader
   */
  public CameraNow find(Reader reader, String camera) {
    return rows.find(camera)
        .filter(found -> reader.sees(found.site()))
        .orElseThrow(() -> notFound(camera));
  }

  /**
   * A camera as its site's file has it, with its spots, zones and gates.
   *
   * @throws NotFound when it is not there for the reader
   */
  public Camera layout(Reader reader, String camera) {
    return sites
        .find(siteOf(reader, camera))
        .flatMap(site -> site.camera(camera))
        .orElseThrow(() -> notFound(camera));
  }

  private String siteOf(Reader reader, String camera) {
    return sites.siteOf(camera).filter(reader::sees).orElseThrow(() -> notFound(camera));
  }

  private static NotFound notFound(String camera) {
    return new NotFound("The camera '" + camera + "'");
  }

  /**
   * Adds a camera.
   *
   * @param site it belongs to; null when nobody says
   * @param members its own in the site file
   * @return it, without credentials
   * @throws Refused when the editor is no admin
   * @throws NotFound when there is no such site
   * @throws Conflict when the site has one of this id
   * @throws BadInput when it cannot be used
   */
  public Camera add(Editor editor, String site, Map<String, Object> members) {
    editor.requireAdmin();
    if (site == null) {
      throw new BadInput("`site` is missing; say which site the camera belongs to.");
    }
    Camera added =
        change(
            editor,
            site,
            cameras -> {
              Object id = members.get("id");
              if (cameras.stream().anyMatch(camera -> camera.get("id").equals(id))) {
                throw new Conflict("There is a camera '" + id + "' already; change it with PATCH.");
              }
              cameras.add(members);
              return cameras.size() - 1;
            });
    audit.note(editor, "add-camera", added.id());
    return added;
  }

  /**
   * Changes of a camera only what the patch names, as {@link LayoutPatch} says.
   *
   * @return it, without credentials
   * @throws Refused when the editor is no admin
   * @throws NotFound when there is no such camera
   * @throws BadInput when what becomes of it cannot be used
   */
  public Camera patch(Editor editor, String camera, Map<String, Object> patch) {
    editor.requireAdmin();
    String site = siteOf(editor.reader(), camera);
    if (patch.containsKey("id") && !camera.equals(patch.get("id"))) {
      throw new BadInput("A camera keeps its id; add another one instead.");
    }
    Camera changed =
        change(
            editor,
            site,
            cameras -> {
              int index = indexOf(cameras, camera);
              cameras.set(index, LayoutPatch.apply(cameras.get(index), patch));
              return index;
            });
    audit.note(editor, "change-camera", camera);
    return changed;
  }

  /**
   * Takes a camera away; what it saw stays.
   *
   * @throws Refused when the editor is no admin
   * @throws NotFound when there is no such camera
   * @throws Conflict when it is its site's only one
   */
  public void delete(Editor editor, String camera) {
    editor.requireAdmin();
    change(
        editor,
        siteOf(editor.reader(), camera),
        cameras -> {
          if (cameras.size() == 1) {
            throw new Conflict(
                "The camera '" + camera + "' is the site's only one; a site has at least one.");
          }
          cameras.remove(indexOf(cameras, camera));
          return -1;
        });
    audit.note(editor, "delete-camera", camera);
  }

  private static int indexOf(List<Map<String, Object>> cameras, String camera) {
    for (int i = 0; i < cameras.size(); i++) {
      if (camera.equals(cameras.get(i).get("id"))) {
        return i;
      }
    }
    throw notFound(camera);
  }

  private interface Change {
    /**
     * @param cameras in the form of their site's file
     * @return which camera to answer with; -1 for none
     */
    int of(List<Map<String, Object>> cameras);
  }

  private Camera change(Editor editor, String site, Change change) {
    AtomicReference<Camera> changed = new AtomicReference<>();
    sites.change(
        site,
        known -> {
          Site before = known.orElseThrow(() -> new NotFound("The site '" + site + "'"));
          Map<String, Object> document = SiteDocument.of(before);
          List<Map<String, Object>> cameras = new ArrayList<>();
          before.cameras().forEach(camera -> cameras.add(SiteDocument.of(camera)));
          int index = change.of(cameras);
          document.put("cameras", cameras);
          Site after = SiteFile.parse("the site", Path.of("/"), Json.write(document)).site();
          after.cameras().forEach(camera -> addresses.requireAllowed(camera, known));
          pictures.requireInside(known, after);
          if (index >= 0) {
            changed.set(after.withoutCredentials().cameras().get(index));
          }
          return after;
        },
        editor.username());
    return changed.get();
  }
}
