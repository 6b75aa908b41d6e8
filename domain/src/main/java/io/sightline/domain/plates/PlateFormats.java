package io.sightline.domain.plates;

import java.util.List;
import java.util.Optional;

/** The regions whose plates a site expects, in order of preference. */
public final class PlateFormats {
  private final List<RegionPack> regions;

  private PlateFormats(List<RegionPack> regions) {
    this.regions = regions;
  }

  /**
   * @param ids as the site file names them; empty takes any plate
   * @throws io.sightline.domain.BadInput when one of them is not known
   */
  public static PlateFormats of(List<String> ids) {
    List<String> wanted = ids.isEmpty() ? List.of(RegionPack.ANY) : ids;
    return new PlateFormats(wanted.stream().map(RegionPack::of).toList());
  }

  /**
   * A text as the first region spells it of whose plates it can be one.
   *
   * @return empty when it is a plate of none of them
   */
  public Optional<String> spell(String read) {
    return regions.stream().map(region -> region.spell(read)).flatMap(Optional::stream).findFirst();
  }
}
