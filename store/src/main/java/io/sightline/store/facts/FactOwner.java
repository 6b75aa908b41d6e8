package io.sightline.store.facts;

/** Whose rows a restart of the live run takes back. */
public enum FactOwner {
  /** One camera's, which {@code camera} names. */
  CAMERA("camera", "camera = :camera"),
  /** All cameras of a site together. */
  SITE("site", "site = (select c.site from cameras c where c.camera = :camera)"),
  /**
   * One camera's where it names a camera and no entry of a watchlist, otherwise the whole site's.
   */
  SITE_OR_CAMERA(
      "site", SITE.condition + " and (camera is null or entry is not null or camera = :camera)"),
  /** Nobody's that a camera's restart concerns. */
  NOBODY(null, null);

  private final String column;
  private final String condition;

  FactOwner(String column, String condition) {
    this.column = column;
    this.condition = condition;
  }

  /** Whether several cameras of a site stand behind a row. */
  boolean isSites() {
    return "site".equals(column);
  }

  /** The column by which its rows are found. */
  String column() {
    return column;
  }

  /** A condition on the parameter {@code camera}. */
  String condition() {
    return condition;
  }
}
