package io.sightline.query.sites;

import io.sightline.domain.BadInput;
import io.sightline.domain.privacy.PlateKeys;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.query.access.Access;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.audit.Audit;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.Outdated;
import io.sightline.query.failures.Refused;
import io.sightline.query.paging.Page;
import io.sightline.query.paging.Part;
import io.sightline.store.sites.SiteRows;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/** Sites, and what their files say. Changes reach the running job within seconds. */
@Component
public class Sites {
  private final SiteRows rows;
  private final CameraAddresses addresses;
  private final KnownPictures pictures;
  private final Access access;
  private final Audit audit;
  private final PlateKeys keys;

  protected Sites(
      SiteRows rows,
      CameraAddresses addresses,
      KnownPictures pictures,
      Access access,
      Audit audit,
      PlateKeys keys) {
    this.keys = keys;
    this.rows = rows;
    this.addresses = addresses;
    this.pictures = pictures;
    this.access = access;
    this.audit = audit;
  }

  /**
   * Those that may be seen, by id.
   *
   * @throws BadInput when the limit or cursor cannot be used
   */
  public Page<SiteRows.Listed> list(Reader reader, Part part) {
    List<String> after = part.after(1);
    int most = part.most();
    return Page.of(
        rows.list(reader.sites(), after == null ? "" : after.get(0), most + 1),
        most,
        site -> List.of(site.site()));
  }

  /**
   * A site as it is now known, without credentials.
   *
   * @throws NotFound when it is not there for the reader
   */
  public Site find(Reader reader, String site) {
    access.require(reader, site);
    return rows.find(site).orElseThrow(() -> new NotFound("The site '" + site + "'"));
  }

  /**
   * Adds a site.
   *
   * @param document its file, YAML or JSON
   * @return it, without credentials
   * @throws Refused when the editor is no admin
   * @throws Conflict when there is one of its id
   * @throws BadInput when it cannot be used
   */
  public Site create(Editor editor, String document) {
    editor.requireAdmin();
    Site site = parse(document);
    store(
        editor,
        site,
        known -> {
          if (known.isPresent()) {
            throw new Conflict("There is a site '" + site.id() + "' already; change it with PUT.");
          }
        });
    audit.note(editor, "create-site", site.id());
    return site.withoutCredentials();
  }

  /**
   * Makes a site what a document says; one that is not there is added. A camera whose address comes
   * without credentials keeps those it has.
   *
   * @param document its file, YAML or JSON
   * @param readAs decides by the version that is known whether it is the one that was changed
   * @return it, without credentials
   * @throws Refused when the editor is no admin
   * @throws Outdated when it is not, or there is none
   * @throws BadInput when it cannot be used, or is another site's
   */
  public Site replace(Editor editor, String id, String document, Predicate<String> readAs) {
    editor.requireAdmin();
    Site site = parse(document);
    if (!site.id().equals(id)) {
      throw new BadInput("The document is of site '" + site.id() + "', not of '" + id + "'.");
    }
    store(
        editor,
        site,
        known -> {
          if (!readAs.test(known.map(Site::layoutVersion).orElse(null))) {
            throw new Outdated(
                "The site '"
                    + id
                    + "' is not what you read any more; read it again, and change that.");
          }
        });
    audit.note(editor, "change-site", id);
    return site.withoutCredentials();
  }

  private static Site parse(String document) {
    return SiteFile.parse("the site", Path.of("/"), document).site();
  }

  /** Whether a site may become another one; throws what is in the way. */
  private interface Check {
    void of(Optional<Site> known);
  }

  private void store(Editor editor, Site site, Check check) {
    keys.require(site);
    rows.change(
        site.id(),
        known -> {
          check.of(known);
          site.cameras().forEach(camera -> addresses.requireAllowed(camera, known));
          pictures.requireInside(known, site);
          return site;
        },
        editor.username());
  }
}
