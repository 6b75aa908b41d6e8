package io.sightline.domain.geometry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
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
