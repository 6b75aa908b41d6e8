package io.sightline.query.plates;

import io.sightline.analytics.vehicles.VehicleTracker;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.observations.PlateSighting;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes plates of other vehicles in a picture unreadable for good: every plate that was seen on
 * them, and of a vehicle on which none was seen all of it. What is covered is the mean of squares
 * that are larger than a character.
 */
final class OthersPlates {
  /** A plate's box may be a little too small. */
  private static final double MARGIN = 0.25;

  private static final int SQUARES_OF_A_VEHICLE = 8;
  private static final int LEAST_SQUARE = 8;

  private final BufferedImage image;
  private final List<Box> own = new ArrayList<>();

  private OthersPlates(BufferedImage image) {
    this.image = image;
  }

  /**
   * @param image is drawn on; may have another size than what was looked at
   * @param seen in it
   * @param vehicle whose plate stays, by its place; null for none
   */
  static void hide(BufferedImage image, Observations seen, Integer vehicle) {
    new OthersPlates(image).hide(seen, vehicle);
  }

  private void hide(Observations seen, Integer vehicle) {
    double x = (double) image.getWidth() / Math.max(1, seen.width());
    double y = (double) image.getHeight() / Math.max(1, seen.height());
    List<Detection> vehicles = seen.vehicles();
    List<Box> others = new ArrayList<>();
    boolean[] told = new boolean[vehicles.size()];
    for (PlateSighting plate : seen.plates()) {
      int place = plate.vehicle();
      boolean known = place >= 0 && place < vehicles.size();
      if (known) {
        told[place] = true;
      }
      Box box = wider(plate.box().scaled(x, y));
      (known && isOwn(vehicles, place, vehicle) ? own : others).add(box);
    }
    for (int i = 0; i < vehicles.size(); i++) {
      if (!told[i] && !isOwn(vehicles, i, vehicle)) {
        Box box = vehicles.get(i).box().scaled(x, y);
        cover(box, Math.max(box.width(), box.height()) / SQUARES_OF_A_VEHICLE, true);
      }
    }
    // Where they overlap, that of another vehicle stays hidden.
    others.forEach(box -> cover(box, box.height(), false));
  }

  /** Two boxes may mean one vehicle. */
  private static boolean isOwn(List<Detection> vehicles, int place, Integer vehicle) {
    return vehicle != null
        && vehicle >= 0
        && vehicle < vehicles.size()
        && VehicleTracker.isSameVehicle(vehicles.get(place), vehicles.get(vehicle));
  }

  private static Box wider(Box box) {
    float margin = (float) (box.height() * MARGIN);
    return new Box(
        box.left() - margin, box.top() - margin, box.right() + margin, box.bottom() + margin);
  }

  private void cover(Box box, double square, boolean sparesOwn) {
    int size = (int) Math.max(LEAST_SQUARE, Math.ceil(square));
    int left = Math.max(0, (int) Math.floor(box.left()));
    int top = Math.max(0, (int) Math.floor(box.top()));
    int right = Math.min(image.getWidth(), (int) Math.ceil(box.right()));
    int bottom = Math.min(image.getHeight(), (int) Math.ceil(box.bottom()));
    for (int y = top; y < bottom; y += size) {
      for (int x = left; x < right; x += size) {
        coverSquare(x, y, Math.min(right, x + size), Math.min(bottom, y + size), sparesOwn);
      }
    }
  }

  private void coverSquare(int left, int top, int right, int bottom, boolean sparesOwn) {
    long red = 0;
    long green = 0;
    long blue = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        int rgb = image.getRGB(x, y);
        red += rgb >> 16 & 0xff;
        green += rgb >> 8 & 0xff;
        blue += rgb & 0xff;
      }
    }
    long pixels = (long) (right - left) * (bottom - top);
    int mean = (int) (red / pixels) << 16 | (int) (green / pixels) << 8 | (int) (blue / pixels);
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        if (!sparesOwn || !isOwnPlate(x, y)) {
          image.setRGB(x, y, mean);
        }
      }
    }
  }

  private boolean isOwnPlate(int x, int y) {
    return own.stream()
        .anyMatch(box -> box.left() <= x && x < box.right() && box.top() <= y && y < box.bottom());
  }
}
