package io.sightline.media.store;

/** How pictures that are kept as evidence are named in a store. */
public final class EvidenceNames {
  private EvidenceNames() {}

  /** The folder of a run's plate pictures. */
  public static String folder(String run) {
    return "crops/" + run;
  }

  /**
   * One of a run's plate pictures.
   *
   * @param crop its name within the run, as facts have it
   */
  public static String of(String run, String crop) {
    return folder(run) + "/" + crop;
  }
}
