package io.sightline.query.limits;

/** For whom threads work: a person, or an address where nobody has signed in. */
public final class Asking {
  private static final ThreadLocal<String> NOW = new ThreadLocal<>();

  private Asking() {}

  /**
   * From now on.
   *
   * @param who null for nobody in particular
   */
  public static void as(String who) {
    if (who == null) {
      NOW.remove();
    } else {
      NOW.set(who);
    }
  }

  /** Null for nobody in particular. */
  public static String now() {
    return NOW.get();
  }
}
