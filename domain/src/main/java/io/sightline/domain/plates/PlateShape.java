package io.sightline.domain.plates;

import java.util.List;

/** One order of characters of one length. */
public final class PlateShape {
  private final List<CharacterSet> places;

  PlateShape(List<CharacterSet> places) {
    this.places = List.copyOf(places);
  }

  public int length() {
    return places.size();
  }

  /**
   * @param place from 0
   * @param character a code point
   */
  public boolean allows(int place, int character) {
    return places.get(place).contains(character);
  }
}
