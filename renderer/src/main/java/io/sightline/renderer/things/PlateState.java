package io.sightline.renderer.things;

/** What has become of a vehicle's plates. */
public enum PlateState {
  /** More or less dirty, and readable. */
  USUAL {
    @Override
    public String looks(String text) {
      return text;
    }
  },

  /** The paint of the lower stroke of the first E has come off: it looks like an F. */
  WORN {
    @Override
    public String looks(String text) {
      return text.replaceFirst("E", "F");
    }
  },

  /** Under mud. */
  MUDDY {
    @Override
    public String looks(String text) {
      return null;
    }
  };

  /** What a plate with a text looks like; null where it cannot be read. */
  public abstract String looks(String text);
}
