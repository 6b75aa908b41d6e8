package io.sightline.renderer.things;

import io.sightline.renderer.raster.Material;
import io.sightline.renderer.raster.Texture;
import java.awt.image.BufferedImage;
import java.util.Random;

/** Builds vehicles of many shapes and colours. */
public final class Garage {
  private static final int[] PAINTS = {
    0xf2f2f0, 0xe4e4e0, 0xb9bcc0, 0x8d9196, 0x55595e, 0x2a2c2f, 0x121315, 0x7a1418, 0xb01e22,
    0x14264f, 0x2c4f8c, 0x5f86b3, 0x1e4a35, 0x6d7a55, 0x8a5a2b, 0xc8a96a, 0xd9b21c, 0xd2571e,
    0x4a2a4f, 0x9fb8c4
  };

  private static final Material HEADLIGHT = Material.lamp(0xf4f6fa, 0.25);
  private static final Material TAILLIGHT = Material.lamp(0xb0101a, 0.25);
  private static final Material HEADLIGHT_ON = Material.lamp(0xfffbe8, 3.5);
  private static final Material TAILLIGHT_ON = Material.lamp(0xff1a20, 2);

  private Garage() {}

  /**
   * Any vehicle of a kind: colour and measures are drawn.
   *
   * @param lights whether its lights are on
   */
  public static Vehicle vehicle(VehicleKind kind, Random random, boolean lights) {
    PlateFormat format = PlateFormat.values()[random.nextInt(PlateFormat.values().length)];
    return vehicle(kind, format.text(random), format, random, lights);
  }

  public static Vehicle vehicle(
      VehicleKind kind, String text, PlateFormat format, Random random, boolean lights) {
    return vehicle(kind, text, format, PlateState.USUAL, random, lights);
  }

  /**
   * @param state of its plates
   */
  public static Vehicle vehicle(
      VehicleKind kind,
      String text,
      PlateFormat format,
      PlateState state,
      Random random,
      boolean lights) {
    Material paint = paint(random);
    BufferedImage art = PlateArt.draw(text, format, state, random);
    Bodywork.Plate plate =
        new Bodywork.Plate(
            Material.of(new Texture(art), 0.1), art.getWidth() > 4 * art.getHeight());
    Bodywork.Lights lamps =
        lights
            ? new Bodywork.Lights(HEADLIGHT_ON, TAILLIGHT_ON)
            : new Bodywork.Lights(HEADLIGHT, TAILLIGHT);
    double vary = 0.93 + 0.14 * random.nextDouble();
    return switch (kind) {
      case BUS -> HeavyVehicles.bus(text, paint, plate, lamps, vary, random);
      case BOX_TRUCK, FLATBED -> HeavyVehicles.truck(kind, text, paint, plate, lamps, vary, random);
      case MOTORCYCLE -> Motorcycles.build(text, paint, plate, lamps, vary, random);
      default -> Cars.build(kind, text, paint, plate, lamps, vary, random);
    };
  }

  /** A colour as they are seen on the road. */
  static Material paint(Random random) {
    if (random.nextInt(8) == 0) {
      return Material.of(java.awt.Color.HSBtoRGB(random.nextFloat(), 0.75f, 0.6f), 0.5);
    }
    // Whites, greys and blacks come first in the list and are commonest on the road.
    int choice = random.nextBoolean() ? random.nextInt(7) : random.nextInt(PAINTS.length);
    return Material.of(PAINTS[choice], 0.35 + 0.45 * random.nextDouble());
  }
}
