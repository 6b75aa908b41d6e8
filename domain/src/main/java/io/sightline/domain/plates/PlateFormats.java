package io.sightline.domain.plates;

import io.sightline.domain.BadInput;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The regions whose plates a site expects, in order of preference. */
public final class PlateFormats {
  /** Takes any plate. */
  public static final PlateFormats ANY = of(List.of());

  private final List<RegionPack> regions;

  private PlateFormats(List<RegionPack> regions) {
    this.regions = regions.isEmpty() ? List.of(RegionPack.of(RegionPack.ANY)) : regions;
  }

  /**
   * Those of a site.
   *
   * @param ids in order of preference; empty takes any plate
   * @param own what the site says of regions that are not bundled
   */
  public static PlateFormats of(List<String> ids, List<PlateRegion> own) {
    return new PlateFormats(
        ids.stream()
            .map(
                id ->
                    own.stream()
                        .filter(region -> region.id().equals(id))
                        .findFirst()
                        .map(RegionPack::new)
                        .orElseGet(() -> RegionPack.of(id)))
            .toList());
  }

  /**
   * @param names ids of bundled regions, or files; empty takes any plate
   * @throws BadInput when one of them is not known, or not what a region's file should be
   */
  public static PlateFormats of(List<String> names) {
    return new PlateFormats(
        names.stream()
            .map(
                name ->
                    isFile(name)
                        ? new RegionPack(PlateRegion.read(Path.of(name)))
                        : RegionPack.of(name))
            .toList());
  }

  /** Whether a site means a file, and not one of the bundled regions. */
  public static boolean isFile(String name) {
    return name.endsWith(".yaml") || name.endsWith(".yml");
  }

  public List<RegionPack> regions() {
    return regions;
  }

  /** Whether there are plates that stand in two lines. */
  public boolean hasTwoLines() {
    return regions.stream()
        .flatMap(region -> region.region().formats().stream())
        .anyMatch(format -> format.lines() == 2);
  }

  /**
   * The first region of whose plates a text can be one.
   *
   * @return empty when it is a plate of none of them
   */
  public Optional<RegionPack> region(String read) {
    return regions.stream().filter(region -> region.spell(read).isPresent()).findFirst();
  }

  /**
   * A text as the first region spells it of whose plates it can be one.
   *
   * @return empty when it is a plate of none of them
   */
  public Optional<String> spell(String read) {
    return region(read).flatMap(region -> region.spell(read));
  }
}
