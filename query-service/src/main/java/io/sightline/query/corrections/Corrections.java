package io.sightline.query.corrections;

import io.sightline.domain.BadInput;
import io.sightline.domain.plates.NormalPlate;
import io.sightline.domain.plates.RegionPack;
import io.sightline.domain.privacy.PlateKeys;
import io.sightline.domain.runs.RunName;
import io.sightline.domain.site.Privacy;
import io.sightline.domain.site.Site;
import io.sightline.query.access.Access;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.audit.Audit;
import io.sightline.query.facts.ListQuestion;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.NotFound;
import io.sightline.query.paging.Page;
import io.sightline.query.paging.Part;
import io.sightline.query.records.RecordedStays;
import io.sightline.store.sites.SiteRows;
import io.sightline.store.statements.CorrectionRows;
import io.sightline.store.statements.CorrectionRows.Correction;
import io.sightline.store.statements.CorrectionRows.Outcome;
import io.sightline.store.statements.CorrectionRows.Place;
import io.sightline.store.statements.CorrectionRows.Question;
import io.sightline.store.statements.CorrectionRows.Subject;
import io.sightline.store.statements.CorrectionRows.Wanted;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * What people say the plates of vehicles are. It is an input, no edit: the live run applies it
 * within seconds, and every run that begins later does.
 */
@Component
public class Corrections {
  private static final int LONGEST_REASON = 1_000;
  private static final int LONGEST_PLATE = 16;

  private final CorrectionRows rows;
  private final SiteRows sites;
  private final Access access;
  private final PlateKeys keys;
  private final Audit audit;
  private final RecordedStays recorded;

  protected Corrections(
      CorrectionRows rows,
      SiteRows sites,
      Access access,
      PlateKeys keys,
      Audit audit,
      RecordedStays recorded) {
    this.recorded = recorded;
    this.rows = rows;
    this.sites = sites;
    this.access = access;
    this.keys = keys;
    this.audit = audit;
  }

  /**
   * What somebody says of a fact.
   *
   * @param kind passages, plate_reads or vehicle_sessions
   * @param was the plate that they saw; null for none
   * @param became what it is; null when it cannot be read
   * @param reason null for no words
   */
  public record Said(
      String run, String kind, UUID fact, String was, String became, String reason) {}

  /**
   * Keeps what somebody says.
   *
   * @return one for each track that the fact is about
   * @throws NotFound when the fact is not there for this editor, or only to be looked at
   * @throws BadInput when it says too little, or what cannot be
   * @throws Conflict when the plate is not the one that they saw any more
   */
  public List<Correction> make(Editor editor, Said said) {
    if (said.kind() == null || !CorrectionRows.KINDS.contains(said.kind())) {
      throw new BadInput("`of_kind` must be passages, plate_reads or vehicle_sessions.");
    }
    if (said.fact() == null) {
      throw new BadInput("`fact` must be the id of what is corrected.");
    }
    if (said.reason() != null && said.reason().length() > LONGEST_REASON) {
      throw new BadInput("`reason` may have up to " + LONGEST_REASON + " characters.");
    }
    List<Subject> subjects = rows.subjects(said.run(), said.kind(), said.fact());
    String site = subjects.isEmpty() ? null : subjects.get(0).site();
    if (site == null || !editor.reader().sees(site)) {
      throw missing(said);
    }
    access.requireClerk(editor, site);
    String became = plate(site, said.became(), subjects);
    Wanted wanted =
        new Wanted(
            said.run(),
            said.kind(),
            said.fact(),
            said.was(),
            became,
            said.reason() == null ? null : said.reason().strip().replace("\0", ""),
            editor.username());
    Outcome outcome = rows.add(wanted, site).orElseThrow(() -> missing(said));
    if (!outcome.isMade()) {
      throw conflict(outcome);
    }
    audit.note(editor, "correct", site + "/" + said.kind() + "/" + said.fact());
    if (subjects.stream().map(Subject::camera).anyMatch(recorded::isOf)) {
      recorded.changed();
    }
    return outcome.made();
  }

  private static NotFound missing(Said said) {
    return new NotFound("A fact " + said.fact() + " of " + said.kind() + " in this run");
  }

  private static Conflict conflict(Outcome outcome) {
    Correction standing = outcome.standing();
    String plate = outcome.plate() == null ? "no plate" : outcome.plate();
    return new Conflict(
        standing == null
            ? "The plate has been read otherwise meanwhile: it is "
                + plate
                + " now. Look at it again, and give that as `was`."
            : (standing.by() == null ? "Somebody" : standing.by())
                + " has said at "
                + standing.madeAt()
                + " that it is "
                + plate
                + ". Look at it again, and give that as `was` to say otherwise.");
  }

  /** As the site's regions spell it, which is how it would stand in facts. */
  private String plate(String id, String became, List<Subject> subjects) {
    Site site = sites.find(id).orElseThrow(() -> new NotFound("The site '" + id + "'"));
    if (site.privacy().plates() == Privacy.Plates.PSEUDONYM) {
      throw new BadInput(
          "The site '" + id + "' keeps pseudonyms of plates only; they cannot be corrected.");
    }
    if (became == null) {
      return null;
    }
    String any = RegionPack.of(RegionPack.ANY).cleaned(became);
    if (NormalPlate.of(any).isEmpty() || any.length() > LONGEST_PLATE) {
      throw new BadInput(
          "`became` must be a plate of up to "
              + LONGEST_PLATE
              + " letters and numbers, or null when it cannot be read.");
    }
    String plate = site.plates().spell(became).orElse(any);
    byte[] mark = keys.erasure() == null ? null : keys.mark(id, plate);
    for (Subject subject : subjects) {
      if (mark != null && rows.isErased(id, mark, subject.at().toInstant())) {
        throw new Conflict("This plate was erased for that time, and is not to be written again.");
      }
    }
    return plate;
  }

  /**
   * Which corrections; null for any.
   *
   * @param list its run null for those that were made in any
   */
  public record CorrectionQuestion(ListQuestion list, UUID fact, UUID track, String camera) {}

  /**
   * The newest first. That somebody looks where plates are is written down.
   *
   * @throws NotFound when the site is not there for the reader
   * @throws BadInput when a limit or cursor cannot be used
   */
  public Page<Correction> find(Reader reader, CorrectionQuestion question) {
    ListQuestion list = question.list();
    Set<String> seen = access.sites(reader, list.site());
    Part part = new Part(list.limit(), list.cursor());
    Place before =
        Optional.ofNullable(part.after(2))
            .map(texts -> new Place(Part.instant(texts.get(0)), Part.id(texts.get(1))))
            .orElse(null);
    int most = part.most();
    audit.noteRead(
        reader, "search", "corrections of " + (list.site() == null ? "all sites" : list.site()));
    Question asked =
        new Question(
            seen,
            list.run(),
            question.fact(),
            question.track(),
            question.camera(),
            list.from(),
            list.to(),
            before);
    return Page.of(
        rows.list(asked, most + 1),
        most,
        one -> List.of(one.madeAt().toString(), one.id().toString()));
  }

  /** Whether what was said of vehicles in a run changes that run, too. */
  public boolean applyNow(String run, List<Correction> made) {
    return RunName.LIVE.equals(run) && made.stream().allMatch(this::isRemembered);
  }

  private boolean isRemembered(Correction correction) {
    return sites
        .find(correction.site())
        .map(site -> Instant.now().minus(site.sessions().correctable()))
        .filter(correction.at()::isAfter)
        .isPresent();
  }
}
