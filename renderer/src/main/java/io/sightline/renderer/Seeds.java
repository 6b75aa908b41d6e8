package io.sightline.renderer;

import java.util.Random;
import java.util.SplittableRandom;

/** Random numbers for one of many things that are made from one seed. */
public final class Seeds {
  private Seeds() {}

  /**
   * The same numbers for the same seed and keys. Mixed, because {@link Random} begins almost alike
   * for neighbouring seeds.
   */
  public static Random random(long seed, long... keys) {
    long mixed = new SplittableRandom(seed).nextLong();
    for (long key : keys) {
      mixed = new SplittableRandom(mixed ^ key).nextLong();
    }
    return new Random(mixed);
  }
}
