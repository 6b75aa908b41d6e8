package io.sightline.domain.site;

import io.sightline.domain.BadInput;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.yaml.YamlDocument;
import io.sightline.domain.yaml.YamlMap;
import io.sightline.domain.yaml.YamlValue;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A site as its YAML file describes it. Whatever is wrong in it is an error that names file, line
 * and key.
 */
public final class SiteFile {
  private final Path folder;
  private final Site site;

  /** Where each polygon and line stands in the file, to say so once the picture's size is known. */
  private final Map<Object, YamlValue> shapes;

  private SiteFile(Path folder, Site site, Map<Object, YamlValue> shapes) {
    this.folder = folder;
    this.site = site;
    this.shapes = shapes;
  }

  /**
   * @throws BadInput naming file, line and key
   */
  public static SiteFile read(Path file) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    return read(folder, folder, YamlDocument.read(file), false);
  }

  /**
   * A site that came as a text, maybe from far away: it holds everything itself and names no files
   * of this machine but footage.
   *
   * @param name what to call the document in errors
   * @param folder what relative footage paths start from
   * @throws BadInput naming document, line and key
   */
  public static SiteFile parse(String name, Path folder, String text) {
    return read(folder, null, YamlDocument.parse(name, text), false);
  }

  /** A site as it is stored: one that is new may have no cameras yet. */
  static Site stored(String name, String text) {
    return read(Path.of("/"), null, YamlDocument.parse(name, text), true).site();
  }

  private static SiteFile read(Path folder, Path formats, YamlMap file, boolean stored) {
    PlaceReader places = new PlaceReader();
    Site site = new SiteReader(places, new PlateFormatReader(formats), stored).read(file);
    return new SiteFile(folder, site, places.shapes());
  }

  public Site site() {
    return site;
  }

  /** A camera's recorded footage, relative to this file; the camera must not be live. */
  public Path footage(Camera camera) {
    String uri =
        camera.uri().startsWith("file:") ? camera.uri().substring("file:".length()) : camera.uri();
    try {
      return folder.resolve(uri).normalize();
    } catch (InvalidPathException e) {
      throw new BadInput(
          "The footage of camera '" + camera.id() + "' is no path: " + camera.uri() + ".", e);
    }
  }

  /**
   * Refuses spots, zones and gates that reach beyond a camera's picture.
   *
   * @param width of the picture, pixels
   * @param height of the picture, pixels
   */
  public void requireInside(Camera camera, int width, int height) {
    camera
        .spots()
        .forEach(
            spot ->
                requireInside(spot.polygon().corners(), shapes.get(spot.polygon()), width, height));
    camera
        .zones()
        .forEach(
            zone ->
                requireInside(zone.polygon().corners(), shapes.get(zone.polygon()), width, height));
    camera
        .gates()
        .forEach(
            gate ->
                requireInside(
                    List.of(gate.line().from(), gate.line().to()),
                    shapes.get(gate.line()),
                    width,
                    height));
  }

  private static void requireInside(List<Point> points, YamlValue place, int width, int height) {
    for (Point point : points) {
      if (point.x() < 0 || point.y() < 0 || point.x() > width || point.y() > height) {
        throw place.error(
            "the point ("
                + point.x()
                + ", "
                + point.y()
                + ") lies outside the camera's picture of "
                + width
                + " x "
                + height
                + " pixels; move it inside");
      }
    }
  }
}
