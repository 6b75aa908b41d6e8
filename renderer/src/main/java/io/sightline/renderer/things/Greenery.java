package io.sightline.renderer.things;

import io.sightline.renderer.raster.Material;
import io.sightline.renderer.raster.Mesh;
import io.sightline.renderer.raster.MeshBuilder;
import io.sightline.renderer.raster.Vec;
import java.awt.Color;
import java.util.Random;

/**
 * Plants of single leaves and branches, whose shadows have holes and hard edges as real ones do.
 */
public final class Greenery {
  private static final Material BARK = Material.of(0x3f3327, 0);
  private static final int MOST_FORKS = 5;

  private Greenery() {}

  /** A tree in leaf. */
  public static Mesh leafy(Random random) {
    double height = 4 + 7 * random.nextDouble();
    double crown = height * (0.22 + 0.2 * random.nextDouble());
    MeshBuilder mesh = new MeshBuilder();
    Vec fork = new Vec(0, 0, height * 0.55);
    branch(mesh, new Vec(0, 0, 0), fork, 0.12 + 0.015 * height);
    for (int i = 0; i < 6; i++) {
      branch(mesh, fork, fork.plus(anywhere(random).times(crown)).plus(new Vec(0, 0, 1)), 0.08);
    }
    leaves(mesh, new Vec(0, 0, height * 0.75), crown, 150 + random.nextInt(350), random);
    return mesh.build();
  }

  /** A tree without leaves. */
  public static Mesh bare(Random random) {
    MeshBuilder mesh = new MeshBuilder();
    double height = 3 + 3 * random.nextDouble();
    grow(mesh, new Vec(0, 0, 0), new Vec(0, 0, height), 0.14 + 0.02 * height, 0, random);
    return mesh.build();
  }

  /** A low bush, half a metre to two across. */
  public static Mesh bush(Random random) {
    double size = 0.25 + 0.75 * random.nextDouble();
    MeshBuilder mesh = new MeshBuilder();
    leaves(mesh, new Vec(0, 0, size * 0.8), size, 80 + random.nextInt(80), random);
    return mesh.build();
  }

  private static void grow(
      MeshBuilder mesh, Vec from, Vec along, double width, int forks, Random random) {
    Vec end = from.plus(along);
    branch(mesh, from, end, width);
    if (forks == MOST_FORKS) {
      return;
    }
    int twigs = 2 + random.nextInt(2);
    for (int i = 0; i < twigs; i++) {
      double length = along.length() * (0.5 + 0.3 * random.nextDouble());
      Vec bent = along.unit().plus(anywhere(random).times(0.9)).plus(new Vec(0, 0, 0.15));
      grow(mesh, end, bent.unit().times(length), width * 0.6, forks + 1, random);
    }
  }

  /** Two strips that cross: as wide from every side, at a twelfth of a tube's triangles. */
  private static void branch(MeshBuilder mesh, Vec from, Vec to, double width) {
    Vec along = to.minus(from).unit();
    Vec aside = Math.abs(along.z()) > 0.9 ? new Vec(1, 0, 0) : Vec.UP;
    Vec one = along.cross(aside).unit().times(width / 2);
    Vec other = along.cross(one).unit().times(width / 2);
    for (Vec side : new Vec[] {one, other}) {
      mesh.quad(from.minus(side), from.plus(side), to.plus(side), to.minus(side), BARK);
    }
  }

  private static void leaves(MeshBuilder mesh, Vec middle, double reach, int count, Random random) {
    float hue = 0.17f + 0.18f * random.nextFloat();
    float tone = 0.15f + 0.25f * random.nextFloat();
    double size = 0.12 * reach + 0.15 * random.nextDouble();
    Material[] greens = new Material[4];
    for (int i = 0; i < greens.length; i++) {
      greens[i] = Material.of(Color.HSBtoRGB(hue, 0.5f, tone + 0.08f * i), 0.02);
    }
    for (int i = 0; i < count; i++) {
      Vec at = middle.plus(anywhere(random).times(reach));
      Vec one = anywhere(random).unit();
      Vec other = one.cross(anywhere(random)).unit();
      double half = size * (0.5 + random.nextDouble());
      Vec a = one.times(half);
      Vec b = other.times(half * 0.7);
      mesh.quad(at.minus(a), at.minus(b), at.plus(a), at.plus(b), greens[i % greens.length]);
    }
  }

  /** Somewhere in the ball of radius 1 or so. */
  private static Vec anywhere(Random random) {
    return new Vec(random.nextGaussian(), random.nextGaussian(), random.nextGaussian()).times(0.5);
  }
}
