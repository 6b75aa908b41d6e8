package io.sightline.renderer.traffic;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.observations.PlateText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What a reader makes of the plates in a frame. */
final class PlateReader {
  private static final String CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

  /** Characters that are often taken for each other, as pairs. */
  private static final String ALIKE = "O0D0Q0I1L1Z2A4S5G6T7B8CGVYMNEFKXHNPRUV";

  /** Half of what is misread is read as something that looks like it. */
  private static final double TAKEN_FOR_ITS_LIKE = 0.5;

  private static final double LEFT_OUT = 0.05;
  private static final double DOUBLED = 0.05;

  /** Height and width of a plate as shares of the vehicle's height, and where it is. */
  private static final double HIGH = 0.1;

  private static final double WIDE = 0.42;
  private static final double ABOVE_GROUND = 0.2;

  /** Smaller plates are seen and cannot be read. */
  private static final double LEAST_HEIGHT = 12;

  /** Smaller ones are not even seen. */
  private static final double LEAST_SEEN = 8;

  /** From the side no plate is seen. */
  private static final double MOST_ASPECT = 1.5;

  private final PlateNoise noise;
  private final Random random;

  /** How a vehicle's plate looks to a camera. */
  enum Look {
    CLEAN,
    /** One of its characters looks like another one. */
    STAINED,
    /** Nothing can be read. */
    DIRTY
  }

  /**
   * A vehicle before a camera.
   *
   * @param box all of it
   */
  record Shown(String plate, Look look, Box box) {
    Box plateBox() {
      double height = box.height() * HIGH;
      double width = box.height() * WIDE;
      double x = (box.left() + box.right()) / 2.0;
      double y = box.bottom() - box.height() * ABOVE_GROUND;
      return new Box(
          (float) (x - width / 2),
          (float) (y - height / 2),
          (float) (x + width / 2),
          (float) (y + height / 2));
    }

    private boolean isFromTheSide() {
      return box.width() > MOST_ASPECT * box.height();
    }
  }

  PlateReader(PlateNoise noise, Random random) {
    this.noise = noise;
    this.random = random;
  }

  /**
   * @param shown the nearest first
   * @param hiding what stands before all of them
   * @param seen detections, in the order of falling score
   */
  List<PlateSighting> read(List<Shown> shown, List<Box> hiding, List<Detection> seen, Box picture) {
    List<PlateSighting> plates = new ArrayList<>();
    List<Box> before = new ArrayList<>(hiding);
    for (Shown one : shown) {
      Box box = one.plateBox();
      boolean isThere =
          !one.isFromTheSide()
              && box.height() >= LEAST_SEEN
              && isInside(box, picture)
              && corners(box).stream()
                  .noneMatch(corner -> before.stream().anyMatch(hides -> hides.contains(corner)));
      before.add(one.box());
      // Random numbers are taken alike whatever is seen, so that noise changes only what it means.
      boolean missed = random.nextDouble() < noise.missed();
      boolean invented = random.nextDouble() < noise.invented();
      PlateText text = text(one);
      if (isThere && !missed) {
        holder(box, seen)
            .ifPresent(
                vehicle ->
                    plates.add(
                        new PlateSighting(
                            box,
                            score(0.6, 0.95),
                            vehicle,
                            box.height() < LEAST_HEIGHT ? null : text,
                            null)));
      }
      if (invented && !seen.isEmpty()) {
        plates.add(invented(seen));
      }
    }
    plates.sort(Comparator.comparingDouble(PlateSighting::score).reversed());
    return plates;
  }

  private static boolean isInside(Box box, Box picture) {
    return box.left() >= picture.left()
        && box.top() >= picture.top()
        && box.right() <= picture.right()
        && box.bottom() <= picture.bottom();
  }

  private static List<Point> corners(Box box) {
    return List.of(
        new Point(box.left(), box.top()),
        new Point(box.right(), box.top()),
        new Point(box.left(), box.bottom()),
        new Point(box.right(), box.bottom()));
  }

  /** Of the vehicles in whose boxes it is, the one in which it is found most surely. */
  private Optional<Integer> holder(Box plate, List<Detection> seen) {
    Point middle =
        new Point((plate.left() + plate.right()) / 2, (plate.top() + plate.bottom()) / 2);
    List<Integer> holders = new ArrayList<>();
    for (int i = 0; i < seen.size(); i++) {
      if (seen.get(i).box().contains(middle)) {
        holders.add(i);
      }
    }
    int chosen = random.nextInt(1 << 16);
    return holders.isEmpty() ? Optional.empty() : Optional.of(holders.get(chosen % holders.size()));
  }

  private PlateText text(Shown shown) {
    StringBuilder read = new StringBuilder();
    List<Float> scores = new ArrayList<>();
    String plate = shown.look() == Look.STAINED ? stained(shown.plate()) : shown.plate();
    for (int place = 0; place < plate.length(); place++) {
      char character = plate.charAt(place);
      boolean wrong = random.nextDouble() < noise.misread();
      double how = random.nextDouble();
      char other = misread(character);
      float sure = score(0.75, 0.97);
      float unsure = score(0.45, 0.9);
      boolean isStain = shown.look() == Look.STAINED && character != shown.plate().charAt(place);
      if (!wrong) {
        read.append(character);
        scores.add(isStain ? Math.min(sure, unsure) : sure);
      } else if (how >= LEFT_OUT) {
        read.append(other);
        scores.add(unsure);
        if (how < LEFT_OUT + DOUBLED) {
          read.append(other);
          scores.add(unsure);
        }
      }
    }
    return shown.look() == Look.DIRTY ? null : PlateText.of(read.toString(), scores);
  }

  /** What a dirty plate looks like: its last character is another one. */
  private static String stained(String plate) {
    int last = plate.length() - 1;
    return plate.substring(0, last) + (plate.charAt(last) == '3' ? '8' : '3');
  }

  private char misread(char character) {
    boolean alike = random.nextDouble() < TAKEN_FOR_ITS_LIKE;
    char any = CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
    if (alike) {
      for (int i = 0; i < ALIKE.length(); i += 2) {
        if (ALIKE.charAt(i) == character) {
          return ALIKE.charAt(i + 1);
        }
        if (ALIKE.charAt(i + 1) == character) {
          return ALIKE.charAt(i);
        }
      }
    }
    return any == character ? 'W' : any;
  }

  /** Something that looks like a plate, such as a sticker. */
  private PlateSighting invented(List<Detection> seen) {
    int vehicle = random.nextInt(seen.size());
    Box box = seen.get(vehicle).box();
    StringBuilder text = new StringBuilder();
    List<Float> scores = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      text.append(CHARACTERS.charAt(i < 4 ? random.nextInt(26) : 26 + random.nextInt(10)));
      scores.add(score(0.4, 0.8));
    }
    float x = box.left() + box.width() / 4;
    float y = box.top() + box.height() / 4;
    return new PlateSighting(
        new Box(x, y, x + box.width() / 4, y + 14),
        score(0.3, 0.7),
        vehicle,
        PlateText.of(text.toString(), scores),
        null);
  }

  private float score(double least, double most) {
    double drawn = random.nextDouble();
    return (float) (least + (most - least) * (noise.equals(PlateNoise.NONE) ? 0.5 : drawn));
  }
}
