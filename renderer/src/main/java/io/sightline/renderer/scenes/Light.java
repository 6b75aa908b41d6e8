package io.sightline.renderer.scenes;

import io.sightline.renderer.raster.Lighting;
import io.sightline.renderer.raster.Vec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Times of day and weathers. */
public final class Light {
  private Light() {}

  /** A clear morning. */
  public static Lighting morning() {
    return sunny(0.72, -2.1, new float[] {1.9f, 1.75f, 1.5f});
  }

  /** Evenly lit rooms. */
  public static Lighting indoors() {
    return new Lighting(
        new Vec(-0.5, 0.3, 1),
        new float[] {0.35f, 0.34f, 0.32f},
        new float[] {0.75f, 0.74f, 0.7f},
        new float[] {0.6f, 0.6f, 0.58f},
        0,
        List.of());
  }

  /**
   * @param elevation of the sun, radians
   * @param azimuth of the sun, radians from east, anticlockwise
   */
  private static Lighting sunny(double elevation, double azimuth, float[] sun) {
    Vec toSun =
        new Vec(
            Math.cos(azimuth) * Math.cos(elevation),
            Math.sin(azimuth) * Math.cos(elevation),
            Math.sin(elevation));
    return new Lighting(
        toSun,
        sun,
        new float[] {0.42f, 0.52f, 0.68f},
        new float[] {0.62f, 0.66f, 0.7f},
        0.0015,
        List.of());
  }

  /**
   * A white sun.
   *
   * @param elevation of the sun, radians
   * @param azimuth of the sun, radians from east, anticlockwise
   */
  public static Lighting sunAt(double elevation, double azimuth) {
    return sunny(elevation, azimuth, new float[] {2f, 1.9f, 1.75f});
  }

  /** The same clouds each time. */
  public static Lighting clouds() {
    return overcast(new Random(1));
  }

  /** The same night, lit by lamps, each time. */
  public static Lighting lamps() {
    return night(new Random(1));
  }

  /** A sun that throws hard shadows, from low to high. */
  public static Lighting sun(Random random) {
    float strength = 1.4f + 2f * random.nextFloat();
    float warmth = random.nextFloat();
    return sunny(
        0.3 + 0.95 * random.nextDouble(),
        2 * Math.PI * random.nextDouble(),
        new float[] {
          strength, strength * (0.97f - 0.15f * warmth), strength * (0.93f - 0.35f * warmth)
        });
  }

  /** Any time of day in any weather. */
  public static Lighting any(Random random) {
    double azimuth = 2 * Math.PI * random.nextDouble();
    return switch (random.nextInt(6)) {
      case 0, 1 -> {
        float strength = 1.2f + 1.4f * random.nextFloat();
        yield sunny(
            0.35 + 0.9 * random.nextDouble(),
            azimuth,
            new float[] {strength, strength * 0.95f, strength * 0.85f});
      }
      case 2 -> {
        float strength = 0.8f + random.nextFloat();
        yield sunny(
            0.12 + 0.25 * random.nextDouble(),
            azimuth,
            new float[] {strength, strength * 0.72f, strength * 0.45f});
      }
      case 3, 4 -> overcast(random);
      default -> night(random);
    };
  }

  private static Lighting overcast(Random random) {
    float tone = 0.7f + 0.3f * random.nextFloat();
    double haze = random.nextInt(4) == 0 ? 0.01 + 0.02 * random.nextDouble() : 0.002;
    return new Lighting(
        Vec.UP,
        new float[3],
        new float[] {tone * 0.95f, tone, tone * 1.03f},
        new float[] {tone * 0.8f, tone * 0.83f, tone * 0.86f},
        haze,
        List.of());
  }

  private static Lighting night(Random random) {
    List<Lighting.Lamp> lamps = new ArrayList<>();
    int count = 2 + random.nextInt(5);
    float red = 0.8f + 0.2f * random.nextFloat();
    float blue = 0.3f + 0.6f * random.nextFloat();
    for (int i = 0; i < count; i++) {
      float power = 8 + 30 * random.nextFloat();
      lamps.add(
          new Lighting.Lamp(
              new Vec(
                  (random.nextDouble() - 0.5) * 50,
                  (random.nextDouble() - 0.5) * 40,
                  4 + 5 * random.nextDouble()),
              new float[] {power * red, power * 0.8f, power * blue}));
    }
    float glow = 0.02f + 0.06f * random.nextFloat();
    return new Lighting(
        Vec.UP,
        new float[3],
        new float[] {glow * 0.8f, glow * 0.9f, glow * 1.2f},
        new float[] {glow, glow, glow * 1.1f},
        0.002,
        lamps);
  }
}
