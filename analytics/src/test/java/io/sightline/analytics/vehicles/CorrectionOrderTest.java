package io.sightline.analytics.vehicles;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.analytics.order.SiteOrder;
import io.sightline.analytics.plates.PlateKeeper;
import io.sightline.analytics.state.Accesses;
import io.sightline.domain.facts.Fact;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.observations.PlateText;
import io.sightline.domain.site.Gate.Direction;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.domain.statements.PlateCorrection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/**
 * Whenever people say what a plate is, before, while or long after its vehicle was seen, the same
 * plates, passages and stays come of it.
 */
class CorrectionOrderTest {
  private static Site site(String maxStay) {
    return SiteFile.parse(
            "garage.yaml",
            Path.of("/"),
            """
            site: garage
            cameras:
              - id: gate
                uri: a.mp4
                analyse: [vehicles, plates]
                gates: [{id: in, line: [[0, 0], [9, 0]]}]
            sessions: {max-stay: %s, overstay: 10m, grace: 1m}
            """
                .formatted(maxStay))
        .site();
  }

  private static final List<String> PLATES = List.of("ABCD12", "ABCD13", "WXYZ99", "QRST55");
  private static final Box BOX = new Box(100, 100, 300, 220);

  /** A vehicle that passes, is read some times with one text, and is followed for a while. */
  private record Vehicle(long at, Direction direction, String read, int reads, long followed) {
    String track() {
      return "track %07d".formatted(at);
    }
  }

  /**
   * What somebody says of one of the vehicles.
   *
   * @param after the vehicle's passage, at which it comes in; 0 for at once
   */
  private record Word(int vehicle, String plate, long after) {}

  private record News(long at, List<PlateView> plates, List<Passage> passages) {}

  /** Rows as tables hold them. */
  private static final class Garage {
    private final PlateKeeper plates;
    private final SessionKeeper sessions;
    private final Map<String, String> rows = new TreeMap<>();

    Garage(Site site) {
      Accesses accesses = new Accesses();
      plates =
          new PlateKeeper(
              Layouts.always(site),
              new PlateKeeper.State(
                  accesses.entries(), accesses.entries(), accesses.entries(), accesses.entries()),
              true);
      sessions =
          new SessionKeeper(
              Layouts.always(site),
              "garage",
              new SessionKeeper.State(
                  new SiteOrder.State<>(
                      accesses.entries(), accesses.entries(), accesses.entries(), accesses.cell()),
                  accesses.entries(),
                  accesses.entries()));
    }

    void take(News news, List<TrackNews.Said> said) {
      long at = news.at();
      PlateKeeper.Step step =
          plates.take(
              new TrackNews(
                  "garage",
                  "gate",
                  at,
                  at,
                  "layout",
                  true,
                  at,
                  news.plates(),
                  news.passages(),
                  List.of(),
                  said,
                  false,
                  0));
      step.reads().forEach(read -> row(read, read.text() + read.reads() + read.corrected()));
      step.passages().stream()
          .filter(passage -> passage.head().isFinal())
          .forEach(one -> row(one, one.plate() + one.score() + one.unread() + one.corrected()));
      sessions
          .take(new GateReport("garage", "gate", at, at, "layout", step.passages()))
          .ended()
          .forEach(
              stay ->
                  row(
                      stay,
                      stay.plate()
                          + stay.enteredAtMillis()
                          + stay.leftAtMillis()
                          + stay.outcome()
                          + stay.match()));
    }

    private void row(Fact fact, String text) {
      String key = fact.getClass().getSimpleName() + fact.head().id() + fact.head().atMillis();
      if (fact.head().isRetracted()) {
        rows.remove(key);
      } else {
        rows.put(key, text);
      }
    }
  }

  @Provide
  Arbitrary<List<Vehicle>> vehicles() {
    return Combinators.combine(
            Arbitraries.longs().between(1_000, 2_000).map(tenths -> tenths * 1_000),
            Arbitraries.of(Direction.ENTRY, Direction.EXIT),
            Arbitraries.of(PLATES),
            Arbitraries.integers().between(0, 3),
            Arbitraries.longs().between(1_000, 60_000))
        .as(Vehicle::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(8)
        .uniqueElements(Vehicle::at);
  }

  @Provide
  Arbitrary<List<Word>> words() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 7),
            Arbitraries.of(PLATES).injectNull(0.2),
            Arbitraries.longs().between(0, 7_200_000))
        .as(Word::new)
        .list()
        .ofMaxSize(5);
  }

  private static List<News> news(List<Vehicle> vehicles) {
    List<News> all = new ArrayList<>();
    for (Vehicle vehicle : vehicles) {
      FactHead head =
          new FactHead(
              "passage " + vehicle.at(), "garage", vehicle.at(), vehicle.at(), false, "", "");
      Passage passage =
          new Passage(head, "gate", "in", vehicle.direction(), vehicle.track(), "car", BOX, null);
      all.add(new News(vehicle.at(), List.of(), List.of(passage)));
      for (int i = 1; i <= vehicle.reads(); i++) {
        PlateSighting plate =
            new PlateSighting(BOX, 0.9f, 0, PlateText.of(vehicle.read(), List.of(0.8f)), null);
        all.add(
            new News(
                vehicle.at() + 200L * i,
                List.of(view(vehicle, vehicle.at() + 200L * i, plate)),
                List.of()));
      }
      long over = vehicle.at() + vehicle.followed();
      all.add(new News(over, List.of(view(vehicle, over, null)), List.of()));
    }
    return all;
  }

  private static PlateView view(Vehicle vehicle, long at, PlateSighting plate) {
    return new PlateView("garage", "gate", vehicle.track(), at, "layout", "", plate, true, BOX);
  }

  /**
   * @param atOnce whether everything that is ever said is known from the start
   */
  private static Map<String, String> ledger(
      List<Vehicle> vehicles, List<Word> words, boolean atOnce) {
    record Event(long at, int rank, News news, TrackNews.Said said) {}

    List<Event> events = new ArrayList<>();
    news(vehicles).forEach(one -> events.add(new Event(one.at(), 0, one, null)));
    int number = 0;
    for (Word word : words) {
      Vehicle vehicle = vehicles.get(word.vehicle() % vehicles.size());
      long after = atOnce ? 0 : word.after();
      PlateCorrection correction =
          new PlateCorrection(++number, "gate", vehicle.at(), vehicle.track(), BOX, word.plate());
      // What comes with the track's end finds it followed no more.
      boolean followed = after < vehicle.followed();
      events.add(
          new Event(vehicle.at() + after, 1, null, new TrackNews.Said(correction, followed)));
    }
    events.sort(Comparator.comparingLong(Event::at).thenComparingInt(Event::rank));
    Garage garage = new Garage(site("20m"));
    for (Event event : events) {
      garage.take(
          event.news() == null ? new News(event.at(), List.of(), List.of()) : event.news(),
          event.said() == null ? List.of() : List.of(event.said()));
    }
    // Somebody's last word, and the end of the day.
    garage.take(new News(20_000_000, List.of(), List.of()), List.of());
    garage.take(new News(Long.MAX_VALUE, List.of(), List.of()), List.of());
    return garage.rows;
  }

  @Property(tries = 500)
  void theLedgerDoesNotTellWhenAWordCame(
      @ForAll("vehicles") List<Vehicle> vehicles, @ForAll("words") List<Word> words) {
    assertThat(ledger(vehicles, words, false)).isEqualTo(ledger(vehicles, words, true));
  }

  @Test
  void whoIsInsideCanBeCorrectedHoweverLongAgoItCame() {
    long day = Duration.ofDays(1).toMillis();
    Garage garage = new Garage(site("10d"));
    List<Vehicle> vehicles = new ArrayList<>();
    vehicles.add(new Vehicle(1_000, Direction.ENTRY, "ABCD12", 2, 3_000));
    for (int i = 1; i <= 6; i++) {
      vehicles.add(new Vehicle(day * i, Direction.ENTRY, "WXYZ9" + i, 2, 3_000));
    }
    vehicles.add(new Vehicle(7 * day, Direction.EXIT, "QRST55", 2, 3_000));
    for (News news : news(vehicles)) {
      if (news.at() == 6 * day) {
        Vehicle first = vehicles.get(0);
        PlateCorrection word =
            new PlateCorrection(1, "gate", first.at(), first.track(), BOX, "QRST55");
        garage.take(
            new News(6 * day - 1, List.of(), List.of()), List.of(new TrackNews.Said(word, false)));
      }
      garage.take(news, List.of());
    }
    garage.take(new News(8 * day, List.of(), List.of()), List.of());
    garage.take(new News(Long.MAX_VALUE, List.of(), List.of()), List.of());
    assertThat(garage.rows.values()).contains("QRST551000" + 7 * day + "COMPLETEDPLATE");
  }
}
