package io.sightline.renderer.carpark;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.renderer.raster.Pose;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class StoryTest {

  @Property(tries = 5)
  void nobodyTouchesAnybodyAndEachVisitIsWhole(@ForAll @LongRange(min = 1, max = 500) long seed) {
    Story story = Story.of(seed);
    for (double time = 0; time < Story.SECONDS; time += 0.5) {
      List<Visit> visits = story.visits();
      for (int i = 0; i < visits.size(); i++) {
        for (int j = i + 1; j < visits.size(); j++) {
          Optional<Pose> a = visits.get(i).pose(time);
          Optional<Pose> b = visits.get(j).pose(time);
          if (a.isPresent() && b.isPresent()) {
            assertThat(Math.hypot(a.get().x() - b.get().x(), a.get().y() - b.get().y()))
                .isGreaterThan(1.8);
          }
        }
      }
    }
    assertThat(story.visits()).filteredOn(Visit::arrives).hasSize(7);
    assertThat(story.visits()).filteredOn(Visit::leaves).hasSize(7);
    assertThat(story.visits()).extracting(Visit::spot).doesNotHaveDuplicates();
    assertThat(story.visits()).filteredOn(visit -> story.looks(visit) == null).hasSize(1);
    assertThat(story.visits())
        .filteredOn(visit -> story.looks(visit) != null)
        .filteredOn(visit -> !story.looks(visit).equals(visit.vehicle().plate()))
        .hasSize(1);
  }

  @Test
  void manyTallVehiclesGiveWayToOthers() {
    assertThat(Story.of(70).visits()).hasSize(11);
  }

  @Property(tries = 30)
  void aDriveIsSmoothAndNeverTooFast(
      @ForAll @DoubleRange(min = 2, max = 8) double speed,
      @ForAll boolean fromRest,
      @ForAll boolean reversing) {
    Drive drive = new Drive(CarPark.into("N3"), 10, speed, fromRest, true, reversing);
    Pose before = drive.pose(10);
    for (double time = 10.1; time <= drive.end(); time += 0.1) {
      Pose now = drive.pose(time);
      assertThat(Math.hypot(now.x() - before.x(), now.y() - before.y()))
          .isLessThanOrEqualTo(0.1 * speed + 0.01);
      assertThat(Math.abs(now.heading() - before.heading())).isLessThan(0.12);
      before = now;
    }
  }

  @Test
  void aVehicleEndsInTheMiddleOfItsSpot() {
    for (String spot : CarPark.spots()) {
      Path way = CarPark.into(spot);
      Pose end = way.pose(way.points() - 1);
      assertThat(Math.hypot(end.x() - CarPark.centre(spot).x(), end.y() - CarPark.centre(spot).y()))
          .as(spot)
          .isLessThan(0.2);
    }
  }
}
