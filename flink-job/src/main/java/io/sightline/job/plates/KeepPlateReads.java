package io.sightline.job.plates;

import io.sightline.analytics.order.ReportPace;
import io.sightline.analytics.plates.HeldPlate;
import io.sightline.analytics.plates.PlateKeeper;
import io.sightline.analytics.plates.TrackOver;
import io.sightline.analytics.plates.TrackReads;
import io.sightline.analytics.vehicles.GateReport;
import io.sightline.analytics.vehicles.TrackNews;
import io.sightline.analytics.watchlist.KnownWatchlists;
import io.sightline.analytics.watchlist.PlateReport;
import io.sightline.domain.facts.Alert;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.PlateRead;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.statements.Statements;
import io.sightline.job.state.KnownValue;
import io.sightline.job.state.RememberingFunction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Keeps what was read on each track of a camera. Emits a plate when its track is over, and in the
 * live run also while it is read; so with the passages of tracks, in a side output. What the site
 * is to know of passages, and names of pictures that are not needed any more, go to others. State
 * is one entry a track, removed when the track is over; in the live run what a person may still say
 * of it stays for as long as the site remembers stays.
 */
public final class KeepPlateReads extends RememberingFunction<String, TrackNews, PlateRead> {
  public static final OutputTag<Passage> PASSAGES =
      new OutputTag<>("passages", TypeInformation.of(Passage.class));

  public static final OutputTag<GateReport> GATE_REPORTS =
      new OutputTag<>("gate-reports", TypeInformation.of(GateReport.class));

  public static final OutputTag<PlateReport> PLATE_REPORTS =
      new OutputTag<>("plate-reports", TypeInformation.of(PlateReport.class));

  /** Vehicles on spots that are for others. */
  public static final OutputTag<Alert> ALERTS =
      new OutputTag<>("spot-misuse", TypeInformation.of(Alert.class));

  public static final OutputTag<String> SUPERSEDED_CROPS =
      new OutputTag<>("superseded-crops", TypeInformation.of(String.class));

  private static final MapStateDescriptor<String, TrackReads> READS =
      new MapStateDescriptor<>(
          "track-reads-v3", Types.STRING, TypeInformation.of(TrackReads.class));

  private static final MapStateDescriptor<String, HeldPlate> HELD =
      new MapStateDescriptor<>("held-plates-v1", Types.STRING, TypeInformation.of(HeldPlate.class));

  private static final MapStateDescriptor<String, TrackOver> OVER =
      new MapStateDescriptor<>("tracks-over-v1", Types.STRING, TypeInformation.of(TrackOver.class));

  private static final MapStateDescriptor<Long, List<String>> SPANS =
      new MapStateDescriptor<>("tracks-over-spans-v1", Types.LONG, Types.LIST(Types.STRING));

  private static final ValueStateDescriptor<Long> KNOWN =
      new ValueStateDescriptor<>("known-statements-v1", Types.LONG);

  private final Layouts layouts;
  private final Statements statements;
  private final boolean live;
  private transient PlateKeeper keeper;
  private transient KnownWatchlists watchlists;
  private transient KnownValue<String, Long> known;

  /**
   * @param live whether plates and passages are shown before their tracks are over
   */
  public KeepPlateReads(Layouts layouts, Statements statements, boolean live) {
    this.layouts = layouts;
    this.statements = statements;
    this.live = live;
  }

  @Override
  public void open(OpenContext context) {
    keeper =
        new PlateKeeper(
            layouts, new PlateKeeper.State(few(READS), few(HELD), many(OVER), many(SPANS)), live);
    watchlists = new KnownWatchlists(layouts, statements);
    known = known(KNOWN);
  }

  @Override
  public void processElement(TrackNews news, Context context, Collector<PlateRead> out)
      throws IOException {
    PlateKeeper.Step step = keeper.take(news);
    List<PlateRead> reads = new ArrayList<>(live ? step.early() : List.of());
    step.reads().stream().filter(read -> live || !read.head().isRetracted()).forEach(reads::add);
    List<Passage> passages =
        step.passages().stream().filter(passage -> live || passage.head().isFinal()).toList();
    reads.forEach(out::collect);
    passages.forEach(passage -> context.output(PASSAGES, passage));
    step.alerts().stream()
        .filter(alert -> live || (alert.head().isFinal() && !alert.head().isRetracted()))
        .forEach(alert -> context.output(ALERTS, alert));
    report(news, reads, passages).ifPresent(report -> context.output(PLATE_REPORTS, report));
    if (news.reports() || !step.passages().isEmpty()) {
      context.output(
          GATE_REPORTS,
          new GateReport(
              news.site(),
              news.camera(),
              news.atMillis(),
              news.settledMillis(),
              news.layoutVersion(),
              step.passages(),
              news.lost(),
              news.statements()));
    }
    step.superseded().forEach(crop -> context.output(SUPERSEDED_CROPS, crop));
  }

  /** What the site is to know of plates. */
  private Optional<PlateReport> report(
      TrackNews news, List<PlateRead> reads, List<Passage> passages) throws IOException {
    List<PlateRead> told = new ArrayList<>();
    List<Passage> passed = new ArrayList<>();
    if (live) {
      Long before = known.value(news.camera());
      long after = before == null ? 0 : before;
      if (news.statements() > after) {
        known.update(news.camera(), news.statements());
        long since = watchlists.changedSince(news.site(), after, news.statements());
        if (since != KnownWatchlists.UNCHANGED) {
          PlateKeeper.Remembered remembered = keeper.since(news, since);
          told.addAll(remembered.reads());
          passed.addAll(remembered.passages());
        }
      }
    }
    told.addAll(reads);
    passed.addAll(passages);
    boolean tells = news.toldMillis() != ReportPace.NEVER;
    return tells || !told.isEmpty() || !passed.isEmpty()
        ? Optional.of(
            new PlateReport(
                news.site(),
                news.camera(),
                news.atMillis(),
                tells ? news.toldMillis() : news.atMillis(),
                news.layoutVersion(),
                news.statements(),
                told,
                passed))
        : Optional.empty();
  }
}
