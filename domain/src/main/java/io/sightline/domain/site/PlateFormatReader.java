package io.sightline.domain.site;

import io.sightline.domain.BadInput;
import io.sightline.domain.plates.PlateFormats;
import io.sightline.domain.plates.PlateRegion;
import io.sightline.domain.plates.RegionPack;
import io.sightline.domain.yaml.YamlValue;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads which plates a site expects: bundled regions, files, or what would stand in one. */
final class PlateFormatReader {
  private static final int MOST_REGIONS = 32;

  private final Path folder;

  /**
   * @param folder what relative paths start from; null where no file may be named
   */
  PlateFormatReader(Path folder) {
    this.folder = folder;
  }

  /**
   * @param own takes the regions that are not bundled
   * @return the regions' ids, in their order
   * @throws BadInput naming file, line and key
   */
  List<String> ids(List<YamlValue> values, List<PlateRegion> own) {
    List<String> ids = new ArrayList<>();
    for (YamlValue value : values) {
      String id =
          value.isMap() || PlateFormats.isFile(value.asText()) ? own(value, own) : known(value);
      if (ids.contains(id)) {
        throw value.error("the region '" + id + "' stands here twice; keep one");
      }
      ids.add(id);
    }
    if (ids.size() > MOST_REGIONS) {
      throw values.get(MOST_REGIONS).error("a site has up to " + MOST_REGIONS + " regions");
    }
    return List.copyOf(ids);
  }

  private String own(YamlValue value, List<PlateRegion> own) {
    PlateRegion region = value.isMap() ? PlateRegion.of(value.asMap()) : file(value);
    if (RegionPack.IDS.contains(region.id())) {
      throw value.error(
          "the region '" + region.id() + "' is a bundled one; give yours a name of its own");
    }
    own.add(region);
    return region.id();
  }

  private PlateRegion file(YamlValue value) {
    if (folder == null) {
      throw value.error(
          "'" + value.asText() + "' is a file, which cannot be read here; put what stands in it");
    }
    try {
      return PlateRegion.read(folder.resolve(value.asText()).normalize());
    } catch (InvalidPathException e) {
      throw value.error("'" + value.asText() + "' is no file name");
    }
  }

  private static String known(YamlValue value) {
    if (!RegionPack.IDS.contains(value.asText())) {
      throw value.error(
          "'"
              + value.asText()
              + "' is no region of plates; known are "
              + String.join(", ", RegionPack.IDS)
              + ", or name the file of your own, such as formats/co.yaml");
    }
    return value.asText();
  }
}
