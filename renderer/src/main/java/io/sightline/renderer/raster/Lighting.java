package io.sightline.renderer.raster;

import java.util.List;

/**
 * What shines on a scene. Colours are red, green, blue in linear light, 1 for a white sheet in full
 * exposure.
 *
 * @param toSun direction towards the sun (or moon)
 * @param sun light straight from it; 0 when overcast
 * @param sky light from above
 * @param horizon light from the sides, also what is seen behind everything
 * @param haze share of light lost a metre
 * @param lamps lamps that stand about
 */
public record Lighting(
    Vec toSun, float[] sun, float[] sky, float[] horizon, double haze, List<Lamp> lamps) {

  /**
   * @param power light on a surface one metre away
   */
  public record Lamp(Vec at, float[] power) {}
}
