package io.sightline.domain.site;

/** What a camera's frames are looked at for. */
public enum Analysis {
  VEHICLES,
  PLATES,
  OCCUPANCY,
  EMOTIONS
}
