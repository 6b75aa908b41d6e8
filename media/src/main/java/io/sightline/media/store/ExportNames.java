package io.sightline.media.store;

import java.util.UUID;

/** How archives that people have asked for are named in a store. */
public final class ExportNames {
  private ExportNames() {}

  public static String of(UUID export) {
    return "exports/" + export + ".zip";
  }
}
