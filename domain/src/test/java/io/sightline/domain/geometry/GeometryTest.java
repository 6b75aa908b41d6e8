package io.sightline.domain.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class GeometryTest {

  @Test
  void walkingToTheRightOnThePictureTheLeftIsAbove() {
    DirectedLine line = new DirectedLine(new Point(100, 400), new Point(500, 400));
    assertThat(line.distanceToTheRight(new Point(200, 300))).isEqualTo(-100);
    assertThat(line.distanceToTheRight(new Point(200, 450))).isEqualTo(50);
  }

  @Test
  void aWayAroundTheEndOfALineDoesNotCrossIt() {
    DirectedLine line = new DirectedLine(new Point(100, 400), new Point(500, 400));
    assertThat(line.isCrossedBy(new Point(300, 300), new Point(300, 500))).isTrue();
    assertThat(line.isCrossedBy(new Point(600, 300), new Point(600, 500))).isFalse();
    assertThat(line.isCrossedBy(new Point(200, 400), new Point(300, 400))).as("along it").isFalse();
  }

  @Test
  void theCentreOfAConcavePolygonLiesInside() {
    Polygon horseshoe =
        new Polygon(
            List.of(
                new Point(0, 0),
                new Point(30, 0),
                new Point(30, 30),
                new Point(25, 30),
                new Point(25, 5),
                new Point(5, 5),
                new Point(5, 30),
                new Point(0, 30)));
    assertThat(horseshoe.contains(horseshoe.centre())).isTrue();
  }

  @Test
  void ofWhatAPictureCutsIntoSeveralPartsTheLargestIsLeft() {
    Polygon fork =
        new Polygon(
            List.of(
                new Point(-10, 0),
                new Point(20, 0),
                new Point(20, 10),
                new Point(-5, 10),
                new Point(-5, 20),
                new Point(5, 20),
                new Point(5, 30),
                new Point(-10, 30)));
    Polygon left = fork.inside(100, 100).orElseThrow();
    assertThat(left.bounds()).isEqualTo(new Box(0, 0, 20, 10));
    assertThat(left.area()).isEqualTo(200);
    assertThat(fork.moved(-30, 0).inside(100, 100)).isEmpty();
    assertThat(fork.moved(-20, 0).inside(100, 100)).as("an edge alone").isEmpty();
  }

  @Property
  void whatIsLeftOfALineGoesTheSameWay(
      @ForAll @IntRange(min = -50, max = 150) int x,
      @ForAll @IntRange(min = -50, max = 150) int y,
      @ForAll @IntRange(min = -50, max = 150) int toX,
      @ForAll @IntRange(min = -50, max = 150) int toY) {
    DirectedLine line = new DirectedLine(new Point(x, y), new Point(toX, toY));
    line.inside(100, 100)
        .ifPresent(
            left -> {
              double along =
                  (left.to().x() - left.from().x()) * (toX - x)
                      + (left.to().y() - left.from().y()) * (toY - y);
              assertThat(along).isCloseTo(left.length() * line.length(), within(1e-3));
              for (Point end : List.of(left.from(), left.to())) {
                assertThat(end.x()).isBetween(0.0, 100.0);
                assertThat(end.y()).isBetween(0.0, 100.0);
              }
            });
  }

  @Property
  void overlapIsSymmetricAndBetweenZeroAndOne(
      @ForAll @FloatRange(min = -50, max = 50) float x,
      @ForAll @FloatRange(min = -50, max = 50) float y,
      @ForAll @FloatRange(min = 0, max = 80) float width,
      @ForAll @FloatRange(min = 0, max = 80) float height) {
    Box fixed = new Box(0, 0, 40, 20);
    Box other = new Box(x, y, x + width, y + height);
    assertThat(fixed.iou(other)).isBetween(0f, 1f).isEqualTo(other.iou(fixed));
    assertThat(fixed.iou(fixed)).isEqualTo(1f);
  }
}
