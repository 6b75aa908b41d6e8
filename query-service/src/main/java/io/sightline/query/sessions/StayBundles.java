package io.sightline.query.sessions;

import io.sightline.domain.facts.CameraGap;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.PlateRead;
import io.sightline.domain.facts.VehicleSession;
import io.sightline.domain.facts.VehicleTrack;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Privacy;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteDocument;
import io.sightline.query.access.Reader;
import io.sightline.query.audit.Audit;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.Refused;
import io.sightline.query.failures.Unavailable;
import io.sightline.query.plates.PassagePictures;
import io.sightline.query.plates.PassagePictures.Blur;
import io.sightline.query.plates.Plates;
import io.sightline.store.observations.MinuteRows;
import io.sightline.store.plates.EvidenceRows;
import io.sightline.store.sessions.StayRows;
import io.sightline.store.sessions.StayRows.Told;
import io.sightline.store.sites.SiteRows;
import io.sightline.store.statements.CorrectionRows;
import java.security.KeyPair;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * All that is known of one stay, in one signed file for whoever doubts it. It says no more than
 * what the reader may ask for otherwise, and nothing of when or for whom it was made: of the same
 * stay it is the same bytes.
 */
@Component
public class StayBundles {
  private static final int AT_ONCE = 2;
  private static final int LONGEST_WAIT_SECONDS = 10;
  private static final int MOST_PICTURES = 40;
  private static final int MOST_CORRECTIONS = 100;

  private final StayRows rows;
  private final EvidenceRows evidence;
  private final MinuteRows minutes;
  private final SiteRows sites;
  private final PassagePictures pictures;
  private final Plates plates;
  private final CorrectionRows corrections;
  private final BundleKey key;
  private final Audit audit;
  private final Semaphore slots = new Semaphore(AT_ONCE);

  protected StayBundles(
      StayRows rows,
      EvidenceRows evidence,
      MinuteRows minutes,
      SiteRows sites,
      PassagePictures pictures,
      Plates plates,
      CorrectionRows corrections,
      BundleKey key,
      Audit audit) {
    this.rows = rows;
    this.evidence = evidence;
    this.minutes = minutes;
    this.sites = sites;
    this.pictures = pictures;
    this.plates = plates;
    this.corrections = corrections;
    this.key = key;
    this.audit = audit;
  }

  /** What is known of a stay. */
  private record Known(
      String run,
      Told<VehicleSession> stay,
      List<Told<Passage>> passages,
      List<Told<PlateRead>> reads,
      List<Told<VehicleTrack>> tracks,
      List<Told<CameraGap>> gaps,
      SortedMap<String, Site> layouts,
      boolean texts) {

    String site() {
      return stay.fact().head().site();
    }

    ZoneId zone() {
      return layouts.values().stream()
          .map(layout -> ZoneId.of(layout.timeZone()))
          .findFirst()
          .orElse(ZoneId.of("UTC"));
    }

    Set<String> codeVersions() {
      Set<String> versions = new TreeSet<>();
      Stream.of(List.of(stay), passages, reads, tracks)
          .flatMap(List::stream)
          .forEach(fact -> versions.add(String.valueOf(fact.told().get("code_version"))));
      return versions;
    }
  }

  /**
   * The bundle of a stay. That somebody took it is written down.
   *
   * @return a zip
   * @throws NotFound when the stay is not there for the reader
   * @throws Refused when the reader may not see others' plates
   * @throws Conflict when the installation has no key to sign with
   * @throws Unavailable when too many ask
   */
  public byte[] of(Reader reader, String run, UUID stay, Blur blur) {
    Told<VehicleSession> found =
        rows.find(run, stay)
            .filter(told -> reader.sees(told.fact().head().site()))
            .orElseThrow(() -> new NotFound("A stay " + stay + " in this run"));
    PassagePictures.requireAllowed(reader, found.fact().head().site(), blur);
    KeyPair signing = key.pair();
    audit.noteRead(reader, "bundle", "stay " + stay + ", run " + run);
    try {
      if (!slots.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new Unavailable("Too many bundles are being made; try again.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("The service is ending.");
    }
    try {
      Known known = known(run, found);
      return zip(known, blur).signed(known.site(), run, stay.toString(), signing);
    } finally {
      slots.release();
    }
  }

  private Known known(String run, Told<VehicleSession> stay) {
    VehicleSession session = stay.fact();
    String site = session.head().site();
    List<Told<Passage>> passages = rows.passages(run, session);
    Set<String> ids = new LinkedHashSet<>();
    Stream.of(session.entryTrack(), session.exitTrack()).filter(Objects::nonNull).forEach(ids::add);
    passages.forEach(passage -> ids.add(passage.fact().track()));
    Instant from = Instant.ofEpochMilli(session.head().atMillis());
    Instant to =
        Instant.ofEpochMilli(
            session.leftAtMillis() == null
                ? Math.max(session.head().atMillis(), session.head().revisionMillis())
                : session.leftAtMillis());
    SortedMap<String, Site> layouts = new TreeMap<>();
    Stream.concat(Stream.of(session), passages.stream().map(Told::fact))
        .map(fact -> fact.head().layoutVersion())
        .distinct()
        .forEach(
            version ->
                rows.layout(run, site, version).ifPresent(found -> layouts.put(version, found)));
    boolean pseudonyms =
        Stream.concat(sites.find(site).stream(), layouts.values().stream())
            .anyMatch(one -> one.privacy().plates() == Privacy.Plates.PSEUDONYM);
    return new Known(
        run,
        stay,
        passages,
        rows.reads(run, site, ids),
        rows.tracks(run, site, ids, from, to),
        rows.gaps(run, site, from, to),
        layouts,
        !pseudonyms);
  }

  private BundleZip zip(Known known, Blur blur) {
    BundleZip zip = new BundleZip();
    StayPage page =
        new StayPage("Stay " + known.stay().fact().head().id(), known.zone())
            .paragraph(
                "What is known of one stay at the site "
                    + known.site()
                    + ", in the run "
                    + known.run()
                    + ". Times are those of the site's zone, "
                    + known.zone()
                    + ".")
            .one(known.stay().told());
    zip.addJson("stay.json", known.stay().told());
    page.heading("Passages").facts(known.passages());
    zip.addJson("passages.json", told(known.passages()));
    List<String> notes = new ArrayList<>();
    pictures(known, blur, zip, page, notes);
    page.heading("Plates of its tracks").facts(known.reads());
    zip.addJson("plate_reads.json", told(known.reads()));
    crops(known, zip, page);
    page.heading("Tracks").facts(known.tracks());
    zip.addJson("vehicle_tracks.json", told(known.tracks()));
    candidates(known, zip, page, notes);
    page.heading("Times in which cameras were not seen").facts(known.gaps());
    zip.addJson("camera_gaps.json", told(known.gaps()));
    corrections(known, zip, page);
    layouts(known, zip, page, notes);
    if (!notes.isEmpty()) {
      page.heading("What is not here");
      notes.forEach(page::paragraph);
    }
    page.heading("How to check it")
        .paragraph(
            "./sightline verify-bundle FILE --key KEY says whether anything was changed. KEY is the"
                + " public key of the installation, which it shows at /api/v1/bundle-key; the one in"
                + " the bundle says only that the bundle fits itself. manifest.json has the SHA-256"
                + " of every entry, and manifest.sig is its Ed25519 signature.");
    zip.add("index.html", page.html());
    return zip;
  }

  private static List<Map<String, Object>> told(List<? extends Told<?>> facts) {
    return facts.stream().<Map<String, Object>>map(Told::told).toList();
  }

  private void pictures(Known known, Blur blur, BundleZip zip, StayPage page, List<String> notes) {
    int kept = 0;
    for (Told<Passage> passage : known.passages()) {
      String id = passage.fact().head().id();
      if (passage.fact().picture() == null || !known.texts()) {
        continue;
      }
      if (kept == MOST_PICTURES) {
        notes.add("Of more than " + MOST_PICTURES + " pictures the first are here.");
        return;
      }
      try {
        Optional<byte[]> picture =
            evidence
                .findOfPassage(known.run(), UUID.fromString(id))
                .flatMap(found -> pictures.of(found, blur));
        if (picture.isPresent()) {
          String name = "pictures/" + id + ".jpg";
          zip.add(name, picture.get());
          page.picture(name, passage.fact().direction() + " at " + passage.fact().gate());
          kept++;
        } else {
          notes.add("The picture of the passage " + id + " is not kept any more.");
        }
      } catch (Conflict e) {
        notes.add(
            "The picture of the passage "
                + id
                + " is left out: what was seen in it is not kept any more, so that others' plates"
                + " could not be made unreadable.");
      }
    }
  }

  /** What people have said of its plates. */
  private void corrections(Known known, BundleZip zip, StayPage page) {
    List<Map<String, Object>> told = new ArrayList<>();
    if (known.texts()) {
      known.passages().stream()
          .map(passage -> UUID.fromString(passage.fact().track()))
          .distinct()
          .forEach(
              track ->
                  corrections
                      .list(
                          new CorrectionRows.Question(
                              Set.of(known.site()), null, null, track, null, null, null, null),
                          MOST_CORRECTIONS)
                      .forEach(one -> told.add(one.told())));
    }
    page.heading("What people have said of its plates");
    told.forEach(page::one);
    zip.addJson("corrections.json", told);
  }

  private void crops(Known known, BundleZip zip, StayPage page) {
    if (!known.texts()) {
      return;
    }
    for (Told<PlateRead> read : known.reads()) {
      String id = read.fact().head().id();
      plates
          .pictureOf(known.run(), UUID.fromString(id))
          .ifPresent(
              jpeg -> {
                String name = "crops/" + id + ".jpg";
                zip.add(name, jpeg);
                page.picture(name, "Plate of the track " + read.fact().track());
              });
    }
  }

  private void candidates(Known known, BundleZip zip, StayPage page, List<String> notes) {
    String observedBy = rows.observedBy(known.run());
    List<Map<String, Object>> reads = new ArrayList<>();
    Set<ModelUse> models =
        new TreeSet<>(
            Comparator.comparing(ModelUse::role)
                .thenComparing(ModelUse::id)
                .thenComparing(ModelUse::version)
                .thenComparing(ModelUse::sha256));
    for (Told<VehicleTrack> track : known.tracks()) {
      Optional<Camera> camera =
          Optional.ofNullable(known.layouts().get(track.fact().head().layoutVersion()))
              .or(() -> known.layouts().values().stream().findFirst())
              .flatMap(layout -> camera(layout, track.fact().camera()));
      if (camera.isEmpty()) {
        notes.add("The layout of the track " + track.fact().head().id() + " is not kept.");
        continue;
      }
      TrackedReads followed =
          TrackedReads.of(minutes, observedBy, camera.get(), track.fact(), known.texts());
      reads.addAll(followed.reads());
      models.addAll(followed.models());
      if (followed.models().isEmpty()) {
        notes.add(
            "What was seen of the track "
                + track.fact().head().id()
                + " frame by frame is not kept any more.");
      }
    }
    page.heading("What was read, frame by frame").rows(reads);
    zip.addJson("candidates.json", reads);
    Map<String, Object> made = new LinkedHashMap<>();
    made.put("run", known.run());
    made.put("observations_of", observedBy);
    made.put("code_versions", known.codeVersions());
    made.put("models", models);
    zip.addJson("made_by.json", made);
    page.heading("Models and code")
        .paragraph("Versions of the code: " + String.join(", ", known.codeVersions()) + ".")
        .rows(models.stream().map(StayBundles::said).toList());
  }

  private static Map<String, Object> said(ModelUse model) {
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("role", model.role());
    said.put("id", model.id());
    said.put("version", model.version());
    said.put("sha256", model.sha256());
    return said;
  }

  private static Optional<Camera> camera(Site layout, String id) {
    return layout.cameras().stream().filter(camera -> camera.id().equals(id)).findFirst();
  }

  /** Without where cameras are reached, and whose plates are looked for. */
  private static void layouts(Known known, BundleZip zip, StayPage page, List<String> notes) {
    known
        .layouts()
        .forEach(
            (version, site) -> {
              Map<String, Object> document = new LinkedHashMap<>(SiteDocument.of(site));
              document.remove("watchlist");
              document.remove("permits");
              document.put(
                  "cameras",
                  site.cameras().stream()
                      .map(
                          camera -> {
                            Map<String, Object> told = new LinkedHashMap<>(SiteDocument.of(camera));
                            told.remove("uri");
                            return told;
                          })
                      .toList());
              zip.addJson("layout-" + version + ".json", document);
            });
    page.heading("Layout")
        .paragraph(
            known.layouts().isEmpty()
                ? "It is not kept."
                : "By version: " + String.join(", ", known.layouts().keySet()) + ".");
    if (known.layouts().isEmpty()) {
      notes.add("The layout by which the stay was judged is not kept.");
    }
  }
}
