package io.sightline.renderer.raster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.geometry.Point;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class RasteriserTest {
  private static final Material WHITE = Material.of(0xffffff, 0);
  private static final PinholeCamera CAMERA =
      new PinholeCamera(new Vec(-12, 0, 6), new Vec(0, 0, 0.5), 60, 0, 160, 90);
  private static final Lighting SUN =
      new Lighting(
          new Vec(0, 1, 1),
          new float[] {1, 1, 1},
          new float[] {0.3f, 0.3f, 0.3f},
          new float[] {0.2f, 0.2f, 0.2f},
          0,
          List.of());

  private static Mesh cube(double side) {
    return new MeshBuilder()
        .box(new Vec(-side / 2, -side / 2, 0), new Vec(side / 2, side / 2, side), WHITE)
        .build();
  }

  private static Rendering draw(Instance... things) {
    return new Rasteriser(2).draw(List.of(things), CAMERA, SUN);
  }

  @Property(tries = 60)
  void aThingIsSeenWhereTheCameraProjectsIt(
      @ForAll @DoubleRange(min = -3, max = 3) double x,
      @ForAll @DoubleRange(min = -3, max = 3) double y,
      @ForAll @DoubleRange(min = -3, max = 3) double heading) {
    Pose pose = Pose.at(x, y, heading);
    Rendering.Seen seen = draw(new Instance(1, cube(1.5), pose)).of(1).orElseThrow();
    double left = Double.MAX_VALUE;
    double bottom = 0;
    for (int i = 0; i < 8; i++) {
      Vec corner =
          new Vec((i & 1) == 0 ? -0.75 : 0.75, (i & 2) == 0 ? -0.75 : 0.75, (i & 4) == 0 ? 0 : 1.5);
      Point at = CAMERA.project(pose.place(corner));
      left = Math.min(left, at.x());
      bottom = Math.max(bottom, at.y());
    }
    assertThat(seen.box().left()).isCloseTo((float) left, within(1.1f));
    assertThat(seen.box().bottom()).isCloseTo((float) bottom, within(1.1f));
    assertThat(seen.visible()).isEqualTo(1);
  }

  @Test
  void whatIsNearerHidesWhatIsBehind() {
    Rendering both =
        draw(
            new Instance(1, cube(1), Pose.at(3, 0, 0)),
            new Instance(2, cube(4), Pose.at(-3, 0, 0)));
    assertThat(both.of(2).orElseThrow().visible()).isEqualTo(1);
    assertThat(both.of(1)).isEmpty();
    Rendering half =
        draw(
            new Instance(1, cube(2), Pose.at(3, 0, 0)),
            new Instance(2, cube(3), Pose.at(-3, -1.2, 0)));
    assertThat(half.of(1).orElseThrow().visible()).isBetween(0.1, 0.9);
  }

  @Test
  void whatStandsBehindTheCameraIsNotSeen() {
    assertThat(draw(new Instance(1, cube(2), Pose.at(-20, 0, 0))).of(1)).isEmpty();
  }

  @Test
  void aThingThatReachesBehindTheCameraIsCutThere() {
    Mesh floor =
        new MeshBuilder()
            .quad(
                new Vec(-100, -100, 0),
                new Vec(100, -100, 0),
                new Vec(100, 100, 0),
                new Vec(-100, 100, 0),
                WHITE)
            .build();
    Box seen = draw(new Instance(1, floor, Pose.ORIGIN)).of(1).orElseThrow().box();
    assertThat(seen.bottom()).isEqualTo(90);
    assertThat(seen.left()).isZero();
    assertThat(seen.right()).isEqualTo(160);
  }

  @Test
  void theSunThrowsAShadowToTheOtherSide() {
    Mesh floor =
        new MeshBuilder()
            .quad(
                new Vec(-30, -30, 0),
                new Vec(30, -30, 0),
                new Vec(30, 30, 0),
                new Vec(-30, 30, 0),
                WHITE)
            .build();
    Rendering rendering =
        draw(new Instance(0, floor, Pose.ORIGIN), new Instance(1, cube(2), Pose.ORIGIN));
    assertThat(light(rendering, new Vec(0, -2, 0)))
        .isLessThan(0.6f * light(rendering, new Vec(0, 2.5, 0)));
  }

  private static float light(Rendering rendering, Vec place) {
    Point at = CAMERA.project(place);
    return rendering.light()[((int) at.y() * rendering.width() + (int) at.x()) * 3];
  }
}
