package io.sightline.query.runs;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.domain.runs.ReplayRequest;
import io.sightline.domain.runs.RunName;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteDocument;
import io.sightline.domain.site.SiteFile;
import io.sightline.domain.text.Instants;
import io.sightline.query.access.Access;
import io.sightline.query.access.Editor;
import io.sightline.query.audit.Audit;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.Refused;
import io.sightline.store.runs.RunCatalogue;
import io.sightline.store.runs.RunCatalogue.Run;
import io.sightline.store.sites.SiteRows;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Replays: asked for here, made by a run controller, and taken back. */
@Component
public class Replays {
  private final RunCatalogue rows;
  private final Runs runs;
  private final SiteRows sites;
  private final Access access;
  private final Audit audit;

  protected Replays(RunCatalogue rows, Runs runs, SiteRows sites, Access access, Audit audit) {
    this.rows = rows;
    this.runs = runs;
    this.sites = sites;
    this.access = access;
    this.audit = audit;
  }

  /**
   * What to make a replay from.
   *
   * @param run its name
   * @param site a site of the registry by whose layout it is judged
   * @param layout a site file's content in its place, for what-ifs; null for the site's own
   * @param fromRun the run whose stored observations are used; null for footage
   * @param from first instant of them; null for the beginning
   * @param to end of them, exclusive; null for the end
   * @param footage by camera, as paths below the media folder; null for observations
   * @param start capture time of the first frame by camera; null for the site's own
   */
  public record NewReplay(
      String run,
      String site,
      Map<String, Object> layout,
      String fromRun,
      Instant from,
      Instant to,
      Map<String, String> footage,
      Map<String, Instant> start) {
    boolean isOfFootage() {
      return footage != null && !footage.isEmpty();
    }
  }

  /**
   * Asks for a replay.
   *
   * @return the run as it is to be
   * @throws NotFound when the site, a camera or the source is not there for the editor, or only to
   *     be looked at
   * @throws Refused when footage is asked for by somebody who may not choose from all there is
   * @throws Conflict when there is a run of this name, or the source is not done
   * @throws BadInput when what is asked for says too little or too much
   */
  public Run request(Editor editor, NewReplay wanted) {
    RunName.requireReplay(wanted.run());
    if (wanted.site() == null) {
      throw new BadInput("`site` is missing; say whose layout the replay is judged by.");
    }
    access.requireClerk(editor, wanted.site());
    if (wanted.isOfFootage() && !editor.reader().isAdmin()) {
      // The media folder holds the footage of all sites.
      throw new Refused();
    }
    return requestOfAny(editor, wanted);
  }

  /** The same of footage that is the editor's own. */
  Run requestOfAny(Editor editor, NewReplay wanted) {
    Site site = layout(wanted);
    requireOwnCameras(site, wanted);
    requireSource(editor, wanted);
    ReplayRequest request =
        new ReplayRequest(
            SiteDocument.write(site.withoutCredentials()),
            wanted.fromRun(),
            wanted.from(),
            wanted.to(),
            wanted.footage(),
            wanted.start());
    if (!rows.request(wanted.run(), site.id(), request)) {
      throw new Conflict(
          "There is a run '"
              + wanted.run()
              + "' already; choose another name, or delete it first and wait until it is gone.");
    }
    audit.note(editor, "request-replay", wanted.run());
    return runs.find(editor.reader(), wanted.run());
  }

  private Site layout(NewReplay wanted) {
    if (wanted.layout() == null) {
      return sites
          .find(wanted.site())
          .orElseThrow(() -> new NotFound("The site '" + wanted.site() + "'"));
    }
    Site site = SiteFile.parse("`layout`", Path.of("/"), Json.write(wanted.layout())).site();
    if (!site.id().equals(wanted.site())) {
      throw new BadInput("`layout` is of another site than `site`.");
    }
    // What is kept of people is the site's to say, and not whoever's who asks what would be.
    return sites.find(site.id()).map(known -> site.withPrivacy(known.privacy())).orElse(site);
  }

  /** What a layout names as its cameras must be the site's: their observations become its facts. */
  private void requireOwnCameras(Site site, NewReplay wanted) {
    for (Camera camera : site.cameras()) {
      Optional<String> owner = sites.siteOf(camera.id());
      boolean live = RunName.LIVE.equals(wanted.fromRun());
      boolean others = owner.isPresent() ? !owner.get().equals(site.id()) : live;
      if (others) {
        throw new NotFound("A camera '" + camera.id() + "' of this site");
      }
    }
  }

  private void requireSource(Editor editor, NewReplay wanted) {
    if ((wanted.fromRun() != null) == wanted.isOfFootage()) {
      throw new BadInput("Give either `from_run` or `footage`.");
    }
    if (wanted.fromRun() != null) {
      requireObservations(wanted, runs.find(editor.reader(), wanted.fromRun()));
    }
    requireUsable("from", wanted.from());
    requireUsable("to", wanted.to());
    if (RunName.LIVE.equals(wanted.fromRun()) && wanted.to().isAfter(Instant.now())) {
      throw new BadInput("`to` lies in the future; what is yet to be seen cannot be judged.");
    }
    if (wanted.start() != null) {
      wanted.start().forEach((camera, start) -> requireUsable("start." + camera, start));
    }
    if (wanted.from() != null && wanted.to() != null && !wanted.from().isBefore(wanted.to())) {
      throw new BadInput("`to` must lie after `from`.");
    }
  }

  private static void requireUsable(String name, Instant instant) {
    if (instant != null && !Instants.isUsable(instant)) {
      throw new BadInput("`" + name + "` must be a time from the year 1900 to 2999.");
    }
  }

  private void requireObservations(NewReplay wanted, Run source) {
    if (source.run().equals(RunName.LIVE)) {
      if (wanted.from() == null || wanted.to() == null) {
        throw new BadInput(
            "The live run goes on; say which part of it to use, with `from` and `to`.");
      }
      return;
    }
    if (!wanted.site().equals(source.site())) {
      throw new NotFound("A run '" + source.run() + "' of this site");
    }
    rows.unfinishedObservations(source.run())
        .ifPresent(
            sentence -> {
              throw new Conflict(sentence + ".");
            });
  }

  /**
   * Cancels a replay that goes on, or has one that has ended be deleted with its facts and
   * pictures; asked again while it is, nothing more happens.
   *
   * @return the run, which is being cancelled or deleted
   * @throws NotFound when it is not there for the editor, or only to be looked at
   * @throws Conflict when it is the live run, or something of it is held
   */
  public Run end(Editor editor, String run) {
    if (RunName.LIVE.equals(run)) {
      throw new Conflict("The live run is no replay; it cannot be deleted.");
    }
    Run found = runs.find(editor.reader(), run);
    if (!editor.reader().isAdmin()) {
      // A replay outlives its site, and is then the admins'.
      access.requireClerk(editor, found.site());
    }
    if (rows.cancel(run)) {
      audit.note(editor, "cancel-replay", run);
      return runs.find(editor.reader(), run);
    }
    rows.held(run)
        .ifPresent(
            hold -> {
              throw new Conflict(
                  "Something of the run '"
                      + run
                      + "' is held ("
                      + hold.reason()
                      + "); release hold "
                      + hold.id()
                      + " first.");
            });
    if (!found.isDeleting() && rows.delete(run)) {
      audit.note(editor, "delete-replay", run);
    }
    return runs.find(editor.reader(), run);
  }
}
