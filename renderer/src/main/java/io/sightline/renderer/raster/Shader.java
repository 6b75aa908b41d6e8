package io.sightline.renderer.raster;

/** What light comes to the camera from a place. */
final class Shader {
  private final PinholeCamera camera;
  private final Lighting lighting;
  private final ShadowMap sunMap;
  private final ShadowMap above;
  private final boolean sunny;
  private final float sunX;
  private final float sunY;
  private final float sunZ;
  private final float[] colour = new float[3];
  private final float[] mirrored = new float[3];

  Shader(PinholeCamera camera, Lighting lighting, ShadowMap sunMap, ShadowMap above) {
    this.camera = camera;
    this.lighting = lighting;
    this.sunMap = sunMap;
    this.above = above;
    Vec sun = lighting.toSun().unit();
    sunX = (float) sun.x();
    sunY = (float) sun.y();
    sunZ = (float) sun.z();
    float[] light = lighting.sun();
    sunny = light[0] + light[1] + light[2] > 0.01f;
  }

  void background(int x, int y, float[] rgb) {
    double dx = (x + 0.5 - camera.width() / 2.0) / camera.focal;
    double dy = (y + 0.5 - camera.height() / 2.0) / camera.focal;
    Vec ray = camera.forward.plus(camera.right.times(dx)).plus(camera.down.times(dy)).unit();
    surroundings((float) ray.z(), rgb);
  }

  /** What is seen in a direction where nothing stands. */
  private void surroundings(float z, float[] rgb) {
    float rise = z > 0 ? Math.min(1, z * 2.2f) : 0;
    float below = z < 0 ? Math.max(0.25f, 1 + z * 4) : 1;
    for (int i = 0; i < 3; i++) {
      rgb[i] = (lighting.horizon()[i] + (lighting.sky()[i] - lighting.horizon()[i]) * rise) * below;
    }
  }

  void surface(
      float x,
      float y,
      float z,
      float nx,
      float ny,
      float nz,
      float u,
      float v,
      double texels,
      Material material,
      float[] rgb) {
    float length = (float) Math.sqrt(nx * nx + ny * ny + nz * nz) + 1e-9f;
    float vx = (float) camera.eye.x() - x;
    float vy = (float) camera.eye.y() - y;
    float vz = (float) camera.eye.z() - z;
    float distance = (float) Math.sqrt(vx * vx + vy * vy + vz * vz);
    vx /= distance;
    vy /= distance;
    vz /= distance;
    float facing = (nx * vx + ny * vy + nz * vz) / length;
    // Thin things are seen from both sides.
    float side = (facing < 0 ? -1 : 1) / length;
    nx *= side;
    ny *= side;
    nz *= side;
    facing = Math.abs(facing);
    colour(material, u, v, texels);

    float toSun = nx * sunX + ny * sunY + nz * sunZ;
    float lit = sunny && toSun > 0 ? sunMap.light(x, y, z, 1) : 0;
    float open = 0.35f + 0.65f * above.light(x, y, z + 0.02f, 6);
    float upward = 0.5f + 0.5f * nz;
    float away = 1 - facing;
    float fresnel = away * away * away * away * away;
    float mirror = material.gloss() * (0.06f + 0.74f * fresnel);
    float rx = 2 * facing * nx - vx;
    float ry = 2 * facing * ny - vy;
    float rz = 2 * facing * nz - vz;
    surroundings(rz, mirrored);
    float glint = lit * material.gloss() * power(rx * sunX + ry * sunY + rz * sunZ, 6) * 3;
    float hazy = (float) (1 - 1 / (1 + lighting.haze() * distance));
    for (int i = 0; i < 3; i++) {
      float ambient =
          (lighting.horizon()[i] * (1 - upward) * 0.7f + lighting.sky()[i] * upward) * open;
      float light = ambient + lighting.sun()[i] * Math.max(0, toSun) * lit;
      float seen = colour[i] * light * (1 - mirror) + mirrored[i] * mirror * (0.3f + 0.7f * open);
      seen += glint * lighting.sun()[i];
      rgb[i] = seen;
    }
    lamps(x, y, z, nx, ny, nz, rgb);
    for (int i = 0; i < 3; i++) {
      float seen = rgb[i] + material.glow() * colour[i];
      rgb[i] = seen + (lighting.horizon()[i] - seen) * hazy;
    }
  }

  private void colour(Material material, float u, float v, double texels) {
    if (material.texture() != null) {
      material.texture().sample(u, v, texels, colour);
      colour[0] *= material.red();
      colour[1] *= material.green();
      colour[2] *= material.blue();
    } else {
      colour[0] = material.red();
      colour[1] = material.green();
      colour[2] = material.blue();
    }
  }

  private void lamps(float x, float y, float z, float nx, float ny, float nz, float[] rgb) {
    for (Lighting.Lamp lamp : lighting.lamps()) {
      float lx = (float) lamp.at().x() - x;
      float ly = (float) lamp.at().y() - y;
      float lz = (float) lamp.at().z() - z;
      float squared = lx * lx + ly * ly + lz * lz + 0.2f;
      float facing = (lx * nx + ly * ny + lz * nz) / (float) Math.sqrt(squared);
      if (facing > 0) {
        for (int i = 0; i < 3; i++) {
          rgb[i] += colour[i] * lamp.power()[i] * facing / squared;
        }
      }
    }
  }

  /** {@code value} to the power of 2 to the {@code doublings}; 0 for negative values. */
  private static float power(float value, int doublings) {
    float result = Math.max(0, value);
    for (int i = 0; i < doublings; i++) {
      result *= result;
    }
    return result;
  }
}
