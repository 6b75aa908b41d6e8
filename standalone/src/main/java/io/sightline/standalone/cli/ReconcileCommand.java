package io.sightline.standalone.cli;

import io.sightline.domain.BadInput;
import io.sightline.domain.facts.Fact;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.PlateRead;
import io.sightline.domain.json.Json;
import io.sightline.domain.runs.RunName;
import io.sightline.domain.secrets.KeyFile;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Gate;
import io.sightline.domain.site.Site;
import io.sightline.evaluation.reconciliation.BarrierLog;
import io.sightline.evaluation.reconciliation.BarrierLog.Line;
import io.sightline.evaluation.reconciliation.Reconciliation;
import io.sightline.evaluation.reconciliation.Reconciliation.Item;
import io.sightline.evaluation.reconciliation.Reconciliation.Result;
import io.sightline.media.store.MediaStore;
import io.sightline.standalone.postgres.Database;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactPage;
import io.sightline.store.facts.FactQuery;
import io.sightline.store.observations.SeenTimes;
import io.sightline.store.registry.CameraSecrets;
import io.sightline.store.runs.RunRows;
import io.sightline.store.sessions.StayRows;
import io.sightline.store.sites.SiteRows;
import io.sightline.store.standing.RunStanding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "reconcile",
    description =
        "Holds a run's passages, also those of `live`, against a barrier's log or tickets: what"
            + " matches, what was missed or could not be seen, what is too many, what was misread.")
final class ReconcileCommand implements Subcommand {
  private static final int MOST_PASSAGES = 200_000;

  /** From here on the clocks are said to differ. */
  private static final long CLOCK_MILLIS = 2_000;

  /** What a clock may be wrong by and still be a clock; time zones are no fault of it. */
  private static final double MOST_CLOCK_SECONDS = 86_400;

  @Mixin private CommonOptions common;

  @Option(names = "--run", paramLabel = "NAME", required = true, description = "The run.")
  private String run;

  @Option(
      names = "--site",
      paramLabel = "ID",
      description = "Of `live`, where it has several sites: which one the log is of.")
  private String site;

  @Option(
      names = "--truth",
      paramLabel = "FILE",
      required = true,
      description =
          "The log, a CSV with the columns time and plate, and, where it has them, lane and"
              + " direction (entry or exit).")
  private Path truth;

  @Option(
      names = "--lane",
      paramLabel = "LANE=GATE",
      description = "Which gate or camera a lane of the log is; repeatable.")
  private Map<String, String> lanes = Map.of();

  @Option(
      names = "--within",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "How far apart a line and its passage may be, in seconds (default: ${DEFAULT-VALUE}).")
  private int within;

  @Option(
      names = "--clock",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description = "How many seconds the log's clock is behind the cameras'; negative for ahead.")
  private double clock;

  @Option(
      names = "--time-zone",
      paramLabel = "ZONE",
      description = "Of times in the log that name none (default: the site's).")
  private String timeZone;

  @Option(
      names = "--out",
      paramLabel = "FILE.html",
      description = "Write a page to print, with the pictures that are kept.")
  private Path out;

  /** What is reconciled, and what there are pictures of. */
  private record Found(Reconciliation reconciliation, Map<String, PlateRead> reads, ZoneId zone) {}

  @Override
  public Integer call() throws Exception {
    if (within < 1 || within > 3_600) {
      throw new BadInput("--within must be from 1 to 3600 seconds, not " + within + ".");
    }
    if (!(Math.abs(clock) <= MOST_CLOCK_SECONDS)) {
      throw new BadInput("--clock must be within a day, ± 86400 seconds, not " + clock + ".");
    }
    Found found;
    String keptBy;
    try (Database database = common.existingDatabase()) {
      Optional<Place> place = place(database.address());
      found = database.address().with(jdbc -> reconciled(jdbc, place));
      keptBy = database.address().with(jdbc -> new RunRows(jdbc).require(run).fromRun());
    }
    Reconciliation reconciliation = found.reconciliation();
    if (out != null) {
      try (MediaStore pictures = common.media().open()) {
        Files.writeString(
            out,
            new ReconciliationPage(run, found.zone(), found.reads(), pictures)
                .of(reconciliation, keptBy == null ? run : keptBy));
      } catch (IOException e) {
        throw new BadInput(
            "The page " + out + " cannot be written: " + e.getMessage() + "; choose another --out.",
            e);
      }
    }
    System.out.println(
        common.json() ? Json.write(told(reconciliation)) : text(reconciliation, found.zone()));
    return 0;
  }

  /**
   * Where the log is of.
   *
   * @param layout null where it is not known any more
   */
  private record Place(String site, Site layout) {
    ZoneId zone() {
      return layout == null ? ZoneOffset.UTC : layout.zone();
    }

    /** The cameras with gates by which somebody may have come who a line is of. */
    Set<String> cameras(String lane) {
      return cameras()
          .filter(
              camera ->
                  lane.isEmpty()
                      || camera.id().equals(lane)
                      || camera.gates().stream().anyMatch(gate -> gate.id().equals(lane)))
          .map(Camera::id)
          .collect(Collectors.toSet());
    }

    private Stream<Camera> cameras() {
      return Stream.ofNullable(layout)
          .flatMap(known -> known.cameras().stream())
          .filter(camera -> !camera.gates().isEmpty());
    }

    /** What a lane may be, be it that nothing was seen there. */
    Stream<String> lanes() {
      return Stream.ofNullable(layout)
          .flatMap(known -> known.cameras().stream())
          .flatMap(
              camera ->
                  Stream.concat(Stream.of(camera.id()), camera.gates().stream().map(Gate::id)));
    }
  }

  /** Empty where no site is known. */
  private Optional<Place> place(DatabaseAddress database) {
    try (SingleConnectionDataSource session = database.session()) {
      JdbcClient jdbc = JdbcClient.create(session);
      new RunRows(jdbc).require(run);
      boolean live = run.equals(RunName.LIVE);
      List<String> sites =
          live
              ? jdbc.sql("select site from sites order by site").query(String.class).list()
              : jdbc.sql("select site from runs where run = ?")
                  .param(run)
                  .query(String.class)
                  .list();
      if (site != null && !sites.contains(site)) {
        throw new BadInput(
            "The run '%s' has no site '%s'; it has %s."
                .formatted(run, site, String.join(", ", sites)));
      }
      if (site == null && sites.size() > 1) {
        throw new BadInput(
            "The run '%s' is of several sites (%s); say with --site which one the log is of."
                .formatted(run, String.join(", ", sites)));
      }
      if (sites.isEmpty()) {
        return Optional.empty();
      }
      String one = site == null ? sites.get(0) : site;
      Optional<Site> layout =
          live
              ? new SiteRows(session, new CameraSecrets(KeyFile.NONE)).find(one)
              : new StayRows(session).layout(run, one, "");
      return Optional.of(new Place(one, layout.orElse(null)));
    }
  }

  private Found reconciled(JdbcClient jdbc, Optional<Place> place) {
    String fromRun = new RunRows(jdbc).require(run).fromRun();
    if (!run.equals(RunName.LIVE)) {
      RunStanding.unfinished(jdbc, run)
          .ifPresent(
              sentence -> {
                throw new BadInput(sentence + ". Only finished runs and `live` are reconciled.");
              });
    }
    ZoneId zone = zone(place);
    List<Line> lines = lines(zone);
    Duration tolerance = Duration.ofSeconds(within);
    Instant from = lines.get(0).at().minus(tolerance);
    Instant to = lines.get(lines.size() - 1).at().plus(tolerance).plusMillis(1);
    List<Passage> passages = all(jdbc, FactKinds.PASSAGES, place, from, to);
    requireLanes(lines, passages, place);
    Map<String, PlateRead> reads = new HashMap<>();
    if (out != null) {
      // A plate may be read before its vehicle passes, or after.
      all(jdbc, FactKinds.PLATE_READS, place, from.minus(Duration.ofMinutes(10)), to)
          .forEach(read -> reads.put(read.track(), read));
    }
    SeenTimes seen =
        SeenTimes.of(
            jdbc,
            run,
            fromRun == null ? run : fromRun,
            run.equals(RunName.LIVE),
            place.map(one -> one.cameras("")).orElse(Set.of()),
            from,
            to);
    return new Found(
        Reconciliation.of(lines, passages, tolerance, line -> wasSeen(seen, place, line)),
        reads,
        zone);
  }

  /** Of a line without a lane, nobody knows by which camera its vehicle came. */
  private static boolean wasSeen(SeenTimes seen, Optional<Place> place, Line line) {
    return place.map(one -> one.cameras(line.lane())).orElse(Set.of()).stream()
        .allMatch(camera -> seen.wasSeen(camera, line.at()));
  }

  private ZoneId zone(Optional<Place> place) {
    try {
      return timeZone != null ? ZoneId.of(timeZone) : place.map(Place::zone).orElse(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new BadInput(
          "There is no time zone '" + timeZone + "'; give one such as America/Santiago.", e);
    }
  }

  private List<Line> lines(ZoneId zone) {
    try {
      List<Line> lines = new ArrayList<>();
      for (Line line : BarrierLog.read(truth, zone)) {
        lines.add(
            new Line(
                line.number(),
                line.at().plusMillis(Math.round(clock * 1_000)),
                line.plate(),
                lanes.getOrDefault(line.lane(), line.lane()),
                line.direction()));
      }
      return lines;
    } catch (IOException e) {
      throw new BadInput("The log " + truth + " cannot be read; check --truth.", e);
    }
  }

  /** A lane that nothing is called would make every line of it a missed one. */
  private void requireLanes(List<Line> lines, List<Passage> passages, Optional<Place> place) {
    TreeSet<String> known = new TreeSet<>();
    place.stream().flatMap(Place::lanes).forEach(known::add);
    passages.forEach(passage -> Collections.addAll(known, passage.gate(), passage.camera()));
    for (Line line : lines) {
      if (!line.lane().isEmpty() && !known.contains(line.lane()) && !known.isEmpty()) {
        throw new BadInput(
            "The lane '%s' of the log is no gate and no camera of the run '%s', which has %s; say which one it is with --lane '%s'=GATE."
                .formatted(line.lane(), run, String.join(", ", known), line.lane()));
      }
    }
  }

  private <F extends Fact> List<F> all(
      JdbcClient jdbc, FactKind<F> kind, Optional<Place> place, Instant from, Instant to) {
    List<F> all = new ArrayList<>();
    Optional<String> next = Optional.empty();
    do {
      FactPage<F> page =
          FactQuery.of(kind, run)
              .sites(place.map(one -> List.of(one.site())).orElse(null))
              .between(from, to)
              .part(FactQuery.MOST_ROWS, next.orElse(null))
              .read(jdbc);
      page.rows().forEach(row -> all.add(row.fact()));
      next = page.next();
      if (all.size() > MOST_PASSAGES) {
        throw new BadInput(
            "The log spans more than "
                + MOST_PASSAGES
                + " passages; reconcile it in parts, such as a day each.");
      }
    } while (next.isPresent());
    Collections.reverse(all);
    return all;
  }

  private Map<String, Object> told(Reconciliation reconciliation) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("run", run);
    reconciliation.counts().forEach((result, count) -> told.put(word(result), count));
    told.put("clock_ms", reconciliation.clockMillis());
    told.put("items", reconciliation.items().stream().map(ReconcileCommand::told).toList());
    return told;
  }

  private static Map<String, Object> told(Item item) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("result", word(item.result()));
    if (item.line() != null) {
      told.put("line", item.line().number());
      told.put("logged_at", item.line().at().toString());
      told.put("logged_plate", item.line().plate());
    }
    if (item.passage() != null) {
      Passage passage = item.passage();
      told.put("passage", passage.head().id());
      told.put("at", Instant.ofEpochMilli(passage.head().atMillis()).toString());
      told.put("gate", passage.gate());
      told.put("direction", passage.direction().name().toLowerCase(Locale.ROOT));
      told.put("plate", passage.plate());
      told.put("unread", passage.unread());
    }
    return told;
  }

  static String word(Result result) {
    return result.name().toLowerCase(Locale.ROOT);
  }

  /** The same as a person reads it. */
  static String words(Result result) {
    return word(result).replace('_', ' ');
  }

  private String text(Reconciliation reconciliation, ZoneId zone) {
    StringBuilder text = new StringBuilder();
    for (Item item : reconciliation.items()) {
      if (item.result() != Result.MATCHED) {
        text.append(line(item, zone)).append('\n');
      }
    }
    List<String> counts = new ArrayList<>();
    reconciliation.counts().forEach((result, count) -> counts.add(count + " " + words(result)));
    text.append(String.join(", ", counts)).append('.');
    Long apart = reconciliation.clockMillis();
    if (apart != null && Math.abs(apart) >= CLOCK_MILLIS) {
      text.append(
          "%nThe log's clock is %.1f s %s the cameras'; with --clock %.1f that is taken into account."
              .formatted(
                  Math.abs(apart) / 1e3, apart > 0 ? "behind" : "ahead of", clock + apart / 1e3));
    }
    return text.toString();
  }

  private static String line(Item item, ZoneId zone) {
    String at = ReconciliationPage.time(item.atMillis(), zone);
    Passage passage = item.passage();
    return switch (item.result()) {
      case MISSED -> at + "  missed   " + item.line().plate() + " " + item.line().lane();
      case NOT_SEEN -> at + "  not seen " + item.line().plate() + " " + item.line().lane();
      case EXTRA ->
          at
              + "  extra    "
              + (passage.plate() == null ? "without a plate" : passage.plate())
              + " at "
              + passage.gate();
      case UNREAD ->
          at
              + "  unread   "
              + item.line().plate()
              + " at "
              + passage.gate()
              + (passage.unread() == null ? "" : ": " + passage.unread());
      default ->
          at
              + "  "
              + word(item.result())
              + "  "
              + item.line().plate()
              + " read as "
              + passage.plate()
              + " at "
              + passage.gate();
    };
  }
}
