package io.sightline.renderer.carpark;

import io.sightline.domain.geometry.Point;
import io.sightline.renderer.raster.Instance;
import io.sightline.renderer.raster.PinholeCamera;
import io.sightline.renderer.raster.Pose;
import io.sightline.renderer.raster.Vec;
import io.sightline.renderer.things.Furniture;
import io.sightline.renderer.things.GroundArt;
import java.awt.Color;
import java.awt.geom.Area;
import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * A small car park: one way in past a gate, an aisle between two rows of spots, one way out past
 * the same gate and another straight on past a gate at the back. The aisle runs from west to east
 * along the world's x axis.
 */
public final class CarPark {
  public static final int WIDTH = 640;
  public static final int HEIGHT = 360;

  /** Where the gate is across the lanes. */
  static final double GATE_X = -57;

  /** Where the gate at the back is. */
  static final double BACK_GATE_X = 41;

  private static final double GATE_LEFT = -6.1;
  private static final double GATE_RIGHT = 2.1;
  private static final int COLUMNS = 6;
  private static final double BAY_WIDTH = 2.6;
  private static final double BAY_DEPTH = 5;
  private static final double HALF_AISLE = 3.2;
  private static final double FAR_X = -138;
  private static final double FAR_BACK_X = 122;
  private static final double EXIT_LANE = -4;
  private static final double ROAD_MIDDLE = -50;
  private static final double BACK_ROAD_MIDDLE = BACK_GATE_X + ROAD_MIDDLE - GATE_X;
  private static final double ROAD_PART = 36;
  private static final double BAY_RADIUS = 4.6;
  private static final double ROAD_RADIUS = 6;
  private static final long BACK_SEED = 3;

  private final List<Instance> things = new ArrayList<>();

  public CarPark(Random random) {
    things.add(new Instance(0, lot(random).mesh(), Pose.ORIGIN));
    for (int part = 0; part < 3; part++) {
      double middle = ROAD_MIDDLE - part * ROAD_PART;
      things.add(new Instance(0, road(random, part == 0).mesh(), new Pose(middle, -3, 0.01, 0, 1)));
    }
    things.add(house(-67, 17, 10, 20, 6, random));
    things.add(house(-104, 24, 14, 22, 8, random));
    things.add(house(-96, -30, 26, 12, 7, random));
    things.add(house(0, 22, 40, 9, 9, random));
    for (double x = -125; x < -75; x += 11) {
      things.add(new Instance(0, Furniture.tree(random), new Pose(x, -15, 0, 0, 0.8)));
    }
    for (double x = -14; x <= 14; x += 7) {
      things.add(new Instance(0, Furniture.tree(random), new Pose(x, 12.6, 0, 0, 0.7)));
    }
    things.add(new Instance(0, Furniture.lampPost(6, false), Pose.at(-10, 10.2, -1.57)));
    things.add(new Instance(0, Furniture.lampPost(6, false), Pose.at(9, 10.2, -1.57)));
    things.add(new Instance(0, Furniture.small(random), Pose.at(-57, 3.6, 0)));
    things.add(new Instance(0, Furniture.small(random), Pose.at(-59, -8, 1)));
    back();
  }

  /** What stands at the back; drawn apart, so that all else is as it would be without. */
  private void back() {
    Random random = new Random(BACK_SEED);
    for (int part = 0; part < 3; part++) {
      double middle = BACK_ROAD_MIDDLE + part * ROAD_PART;
      things.add(new Instance(0, road(random, part == 0).mesh(), new Pose(middle, -3, 0.01, 0, 1)));
    }
    things.add(house(58, 15, 10, 18, 6, random));
    for (double x = 46; x < 90; x += 11) {
      things.add(new Instance(0, Furniture.tree(random), new Pose(x, -13, 0, 0, 0.8)));
    }
    things.add(new Instance(0, Furniture.small(random), Pose.at(43, 3.6, 0)));
  }

  private static Instance house(
      double x, double y, double depth, double breadth, double height, Random random) {
    return new Instance(
        0,
        Furniture.building(depth, breadth, height, random),
        Pose.at(x, y, Math.PI / 2 * (depth > breadth ? 0 : 2)));
  }

  private static GroundArt lot(Random random) {
    Color paint = new Color(0xdcdcd8);
    GroundArt ground = new GroundArt(60, new Color(0x6a6b6d), random);
    ground.fill(new Rectangle2D.Double(-30, 10.4, 60, 20), new Color(0x66794a));
    ground.fill(new Rectangle2D.Double(-30, 8.6, 60, 1.8), new Color(0xa39f97));
    ground.wear(70);
    for (int row = 0; row < 2; row++) {
      double front = row == 0 ? HALF_AISLE : -HALF_AISLE;
      double back = row == 0 ? front + BAY_DEPTH : front - BAY_DEPTH;
      for (int i = 0; i <= COLUMNS; i++) {
        double x = (i - COLUMNS / 2.0) * BAY_WIDTH;
        ground.line(x, front, x, back, 0.12, paint);
      }
    }
    return ground;
  }

  /** A part of the road, one lane each way, a little left of its own middle. */
  private static GroundArt road(Random random, boolean gate) {
    GroundArt ground = new GroundArt(ROAD_PART, new Color(0x6c7d50), random);
    double half = ROAD_PART / 2;
    ground.fill(new Rectangle2D.Double(-half, -2.9, ROAD_PART, 8.2), new Color(0x626366));
    ground.wear(30);
    for (double x = -half; x < half; x += 6) {
      ground.line(x, 1, x + 3, 1, 0.14, new Color(0xdcdcd8));
    }
    if (gate) {
      double x = GATE_X - ROAD_MIDDLE;
      ground.line(x, -2.9, x, 5.3, 0.3, new Color(0xdcdcd8));
    }
    return ground;
  }

  /** What always stands there. */
  public List<Instance> things() {
    return things;
  }

  /** Spot ids: a row of N1… behind the aisle, one of S1… before it, from west to east. */
  static List<String> spots() {
    List<String> spots = new ArrayList<>();
    for (String row : List.of("N", "S")) {
      for (int i = 1; i <= COLUMNS; i++) {
        spots.add(row + i);
      }
    }
    return spots;
  }

  /** The middle of a spot on the ground. */
  public static Vec centre(String spot) {
    int column = spot.charAt(1) - '1';
    double x = (column + 0.5 - COLUMNS / 2.0) * BAY_WIDTH;
    double y = HALF_AISLE + BAY_DEPTH / 2;
    return new Vec(x, spot.charAt(0) == 'N' ? y : -y, 0);
  }

  /** From far away through the gate into a spot. */
  static Path into(String spot) {
    return Path.from(FAR_X, 0, 0)
        .straight(centre(spot).x() - BAY_RADIUS - FAR_X)
        .turn(BAY_RADIUS, side(spot))
        .straight(lastBit(spot));
  }

  private static double side(String spot) {
    return spot.charAt(0) == 'N' ? Math.PI / 2 : -Math.PI / 2;
  }

  private static double lastBit(String spot) {
    return Math.abs(centre(spot).y()) - BAY_RADIUS;
  }

  /** The end of the way into a spot, which a vehicle takes backwards when it leaves. */
  static Path backOut(String spot) {
    return into(spot).tail(lastBit(spot) + BAY_RADIUS * Math.PI / 2 + 2.5);
  }

  /** From the aisle in front of a spot, where backing out ends, through the gate out of sight. */
  static Path outOf(String spot) {
    double x = backOut(spot).pose(0).x();
    double right = -Math.PI / 2;
    return Path.from(x, 0, 0)
        .straight(26 - x)
        .turn(ROAD_RADIUS, right)
        .straight(12)
        .turn(ROAD_RADIUS, right)
        .straight(56)
        .turn(ROAD_RADIUS, right)
        .straight(8)
        .turn(ROAD_RADIUS, Math.PI / 2)
        .straight(-42 - FAR_X);
  }

  /** From the aisle in front of a spot, straight on through the gate at the back out of sight. */
  static Path outAtTheBack(String spot) {
    double x = backOut(spot).pose(0).x();
    return Path.from(x, 0, 0).straight(FAR_BACK_X - x);
  }

  /** Sees vehicles come and go. */
  public static PinholeCamera gateCamera() {
    return new PinholeCamera(
        new Vec(-43.5, 4.5, 4.2), new Vec(-57.5, -2, 0.3), 58, 0, WIDTH, HEIGHT);
  }

  /** Sees the same from a gantry behind the gate, so near that plates can be read. */
  public static PinholeCamera plateCamera() {
    return new PinholeCamera(new Vec(-38, -1.4, 4.6), new Vec(-58.5, -2, 0.4), 24, 0, 960, 540);
  }

  /** Sees who leaves at the back, from behind, so near that plates can be read. */
  public static PinholeCamera backCamera() {
    return new PinholeCamera(new Vec(22, -1.4, 4.6), new Vec(42.5, -2, 0.4), 24, 0, 960, 540);
  }

  /** Sees all spots, from a pole. */
  public static PinholeCamera bayCamera() {
    return new PinholeCamera(new Vec(0, -12.5, 17), new Vec(0, -1.1, 0), 70, 0, WIDTH, HEIGHT);
  }

  /** The line of the gate at the back in its camera's picture, as {@link #gateLine}. */
  public static List<Point> backGateLine() {
    PinholeCamera camera = backCamera();
    return List.of(
        camera.project(new Vec(BACK_GATE_X, GATE_RIGHT, 0)),
        camera.project(new Vec(BACK_GATE_X, GATE_LEFT, 0)));
  }

  /** The gate's line in a camera's picture: from left to right, so that entering is downwards. */
  public static List<Point> gateLine(PinholeCamera camera) {
    return List.of(
        camera.project(new Vec(GATE_X, GATE_LEFT, 0)),
        camera.project(new Vec(GATE_X, GATE_RIGHT, 0)));
  }

  /** What is seen of each spot in its camera's picture, as a polygon. */
  public static Map<String, List<Point>> spotPolygons() {
    PinholeCamera camera = bayCamera();
    Map<String, List<Point>> polygons = new LinkedHashMap<>();
    for (String spot : spots()) {
      Vec centre = centre(spot);
      List<Point> corners = new ArrayList<>();
      for (double[] corner : new double[][] {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}}) {
        corners.add(
            camera.project(
                centre.plus(new Vec(corner[0] * BAY_WIDTH / 2, corner[1] * BAY_DEPTH / 2, 0))));
      }
      polygons.put(spot, inPicture(corners));
    }
    return polygons;
  }

  private static List<Point> inPicture(List<Point> corners) {
    Path2D outline = new Path2D.Double();
    outline.moveTo(corners.get(0).x(), corners.get(0).y());
    corners.forEach(corner -> outline.lineTo(corner.x(), corner.y()));
    outline.closePath();
    Area seen = new Area(outline);
    seen.intersect(new Area(new Rectangle2D.Double(0, 0, WIDTH - 1, HEIGHT - 1)));
    List<Point> points = new ArrayList<>();
    double[] place = new double[6];
    for (PathIterator way = seen.getPathIterator(null); !way.isDone(); way.next()) {
      if (way.currentSegment(place) != PathIterator.SEG_CLOSE) {
        points.add(new Point(place[0], place[1]));
      }
    }
    // An outline ends where it began.
    if (points.size() > 1 && points.get(0).equals(points.get(points.size() - 1))) {
      points.remove(points.size() - 1);
    }
    return points;
  }

  /** As a site file writes points of a picture. */
  public static String points(List<Point> points) {
    return points.stream()
        .map(
            point ->
                String.format(
                    Locale.ROOT, "[%d, %d]", Math.round(point.x()), Math.round(point.y())))
        .toList()
        .toString();
  }
}
