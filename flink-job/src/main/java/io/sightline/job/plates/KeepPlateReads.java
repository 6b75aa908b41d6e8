package io.sightline.job.plates;

import io.sightline.analytics.plates.PlateVote;
import io.sightline.analytics.plates.TrackReads;
import io.sightline.analytics.vehicles.PlateView;
import io.sightline.domain.DerivedIds;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.PlateRead;
import io.sightline.domain.observations.PlateText;
import io.sightline.domain.plates.PlateFormats;
import io.sightline.domain.plates.RegionPack;
import io.sightline.domain.site.Floors;
import io.sightline.domain.site.LayoutCache;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.Site;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Keeps what was read on each track of a camera. Emits a plate when its track is over, and in the
 * live run also while it is read. Names of pictures that are not needed any more go to a side
 * output. State is one entry a track, removed when the track is over.
 */
public final class KeepPlateReads extends KeyedProcessFunction<String, PlateView, PlateRead> {
  public static final OutputTag<String> SUPERSEDED_CROPS =
      new OutputTag<>("superseded-crops", TypeInformation.of(String.class));

  private static final MapStateDescriptor<String, TrackReads> READS =
      new MapStateDescriptor<>(
          "track-reads-v1", Types.STRING, TypeInformation.of(TrackReads.class));

  /** What plates a site expects, and by camera from where on a read counts. */
  private record Expected(PlateFormats formats, Map<String, Floors> floors) {
    static Expected of(Site site) {
      Map<String, Floors> floors = new HashMap<>();
      site.cameras().forEach(camera -> floors.put(camera.id(), camera.least()));
      return new Expected(site.plates(), floors);
    }

    /** The region of whose plates a read is one; empty for a read that does not count. */
    Optional<RegionPack> region(PlateView view) {
      PlateText read = view.plate().text();
      return read.score() >= floors.getOrDefault(view.camera(), Floors.USUAL).plate()
          ? formats.region(read.text())
          : Optional.empty();
    }
  }

  private final Layouts layouts;
  private final boolean live;
  private transient LayoutCache<Expected> expected;
  private transient MapState<String, TrackReads> reads;

  /**
   * @param live whether plates are shown before their tracks are over
   */
  public KeepPlateReads(Layouts layouts, boolean live) {
    this.layouts = layouts;
    this.live = live;
  }

  @Override
  public void open(OpenContext context) {
    expected = new LayoutCache<>(layouts, Expected::of);
    reads = getRuntimeContext().getMapState(READS);
  }

  @Override
  public void processElement(PlateView view, Context context, Collector<PlateRead> out)
      throws Exception {
    TrackReads before = reads.get(view.track());
    Expected plates = expected.of(view.site(), view.layoutVersion());
    if (view.isEnd()) {
      if (before != null) {
        end(view, before, plates.formats(), context, out);
      }
      return;
    }
    Optional<RegionPack> region = plates.region(view);
    if (region.isEmpty()) {
      supersede(view.plate().crop() == null ? List.of() : List.of(view.plate().crop()), context);
      return;
    }
    PlateVote.Step step =
        PlateVote.add(
            before == null ? null : before.vote(), view.atMillis(), view.plate(), region.get());
    supersede(step.superseded(), context);
    TrackReads after = new TrackReads(step.state(), view.model(), shown(before));
    Optional<PlateVote.Tally> winner = PlateVote.winner(step.state(), plates.formats());
    if (live && view.counts() && winner.isPresent() && isNews(winner.get(), shown(before))) {
      out.collect(fact(view, after, winner.get(), false));
      after = new TrackReads(step.state(), view.model(), winner.get());
    }
    reads.put(view.track(), after);
  }

  private void end(
      PlateView view,
      TrackReads before,
      PlateFormats formats,
      Context context,
      Collector<PlateRead> out)
      throws Exception {
    PlateVote.Tally winner =
        view.counts() ? PlateVote.winner(before.vote(), formats).orElse(null) : null;
    if (winner != null) {
      out.collect(fact(view, before, winner, true));
    }
    supersede(PlateVote.crops(before.vote(), winner), context);
    reads.remove(view.track());
  }

  private static PlateVote.Tally shown(TrackReads reads) {
    return reads == null ? null : reads.shown();
  }

  /** Another text, another picture, or twice as many reads: what is worth a new row. */
  private static boolean isNews(PlateVote.Tally winner, PlateVote.Tally shown) {
    return shown == null
        || !winner.text().equals(shown.text())
        || !Objects.equals(winner.crop(), shown.crop())
        || winner.reads() >= 2 * shown.reads();
  }

  private static void supersede(
      List<String> crops, KeyedProcessFunction<String, PlateView, PlateRead>.Context context) {
    crops.forEach(crop -> context.output(SUPERSEDED_CROPS, crop));
  }

  private static PlateRead fact(
      PlateView view, TrackReads reads, PlateVote.Tally winner, boolean isFinal) {
    return new PlateRead(
        new FactHead(
            DerivedIds.plateRead(view.track()),
            view.site(),
            reads.vote().firstMillis(),
            reads.vote().lastMillis(),
            isFinal,
            reads.model(),
            view.layoutVersion()),
        view.camera(),
        view.track(),
        winner.text(),
        (float) (winner.scores() / winner.reads()),
        winner.reads(),
        winner.crop());
  }
}
