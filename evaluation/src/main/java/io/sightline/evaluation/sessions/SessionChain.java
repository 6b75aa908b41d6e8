package io.sightline.evaluation.sessions;

import io.sightline.analytics.order.SiteOrder;
import io.sightline.analytics.plates.PlateKeeper;
import io.sightline.analytics.state.Remembered;
import io.sightline.analytics.vehicles.CameraTracks;
import io.sightline.analytics.vehicles.GateReport;
import io.sightline.analytics.vehicles.PlateView;
import io.sightline.analytics.vehicles.SessionKeeper;
import io.sightline.analytics.vehicles.TrackNews;
import io.sightline.analytics.vehicles.VehicleFollower;
import io.sightline.domain.facts.PlateRead;
import io.sightline.domain.facts.VehicleSession;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.observations.PlateText;
import io.sightline.domain.plates.PlateFormats;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.Site;
import io.sightline.domain.statements.Statements;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes stays of one site's observations, by the same decisions in the same order as a run. */
public final class SessionChain {
  private final Layouts layouts;
  private final PlateFormats formats;
  private final Map<String, Double> floors = new HashMap<>();
  private final VehicleFollower follower;
  private final Map<String, CameraTracks> tracks = new HashMap<>();
  private final Map<String, PlateKeeper> plates = new HashMap<>();
  private final SessionKeeper sessions;

  private final Map<String, VehicleSession> stays = new TreeMap<>();
  private final Map<String, PlateText> best = new HashMap<>();
  private final Map<String, String> voted = new HashMap<>();

  public SessionChain(Site site) {
    layouts = Layouts.always(site);
    formats = site.plates();
    for (Camera camera : site.cameras()) {
      floors.put(camera.id(), camera.least().plate());
    }
    follower = new VehicleFollower(layouts, Statements.NONE);
    sessions =
        new SessionKeeper(
            layouts,
            site.id(),
            new SessionKeeper.State(
                new SiteOrder.State<>(
                    Remembered.entries(),
                    Remembered.entries(),
                    Remembered.entries(),
                    Remembered.cell()),
                Remembered.entries(),
                Remembered.entries()));
  }

  /**
   * @param observations of one of the cameras, in the order of its timeline; its end ends with it
   */
  public void take(Observations observations) {
    String camera = observations.frame().camera();
    VehicleFollower.Step step = follower.take(observations, tracks.get(camera));
    if (!step.isOfFollowed()) {
      return;
    }
    if (step.tracks() == null) {
      tracks.remove(camera);
    } else {
      tracks.put(camera, step.tracks());
    }
    TrackNews news = step.news();
    if (news.isNews()) {
      news.plates().forEach(this::note);
      take(news);
    }
  }

  private void take(TrackNews news) {
    PlateKeeper.Step step = keeper(news.camera()).take(news);
    step.reads().forEach(this::note);
    if (news.reports() || !step.passages().isEmpty()) {
      sessions
          .take(
              new GateReport(
                  news.site(),
                  news.camera(),
                  news.atMillis(),
                  news.settledMillis(),
                  news.layoutVersion(),
                  step.passages()))
          .ended()
          .forEach(this::note);
    }
  }

  private PlateKeeper keeper(String camera) {
    return plates.computeIfAbsent(
        camera,
        one ->
            new PlateKeeper(
                layouts,
                new PlateKeeper.State(
                    Remembered.entries(),
                    Remembered.entries(),
                    Remembered.entries(),
                    Remembered.entries()),
                false));
  }

  private void note(VehicleSession stay) {
    if (stay.head().isRetracted()) {
      stays.remove(stay.head().id());
    } else {
      stays.put(stay.head().id(), stay);
    }
  }

  private void note(PlateRead read) {
    if (!read.head().isRetracted()) {
      voted.put(read.track(), read.text());
    }
  }

  private void note(PlateView view) {
    if (view.isEnd() || !view.plate().isRead()) {
      return;
    }
    PlateText text = view.plate().text();
    boolean counts =
        text.score() >= floors.get(view.camera()) && formats.region(text.text()).isPresent();
    PlateText known = best.get(view.track());
    if (counts && (known == null || text.score() > known.score())) {
      best.put(view.track(), text);
    }
  }

  /** Stays that are over, in the order of their first passages; all when every camera has ended. */
  public List<VehicleSession> stays() {
    List<VehicleSession> inTime = new ArrayList<>(stays.values());
    inTime.sort(
        Comparator.<VehicleSession>comparingLong(stay -> stay.head().atMillis())
            .thenComparing(stay -> stay.head().id()));
    return inTime;
  }

  /** What was read on a track; null where nothing was. */
  public TrackPlate plate(String track) {
    PlateText read = best.get(track);
    return read == null
        ? null
        : new TrackPlate(
            formats
                .region(read.text())
                .flatMap(region -> region.spell(read.text()))
                .orElse(read.text()),
            voted.get(track));
  }
}
