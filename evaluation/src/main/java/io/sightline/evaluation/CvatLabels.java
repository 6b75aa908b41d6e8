package io.sightline.evaluation;

import io.sightline.domain.BadInput;
import io.sightline.domain.geometry.Box;
import io.sightline.evaluation.LabelledPicture.LabelledBox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * CVAT for images: one {@code .xml} for all pictures, with boxes, which may be turned, and
 * polygons, in pixels.
 */
final class CvatLabels implements LabelFormat {
  private static final Set<String> NO_THINGS = Set.of("tag", "#text", "#comment");

  @Override
  public Optional<List<LabelledPicture>> read(PictureTree folder) throws IOException {
    List<Path> xml = folder.files(".xml");
    if (xml.size() != 1) {
      return Optional.empty();
    }
    Path file = xml.get(0);
    Element root = LabelXml.root(file);
    if (!root.getTagName().equals("annotations")) {
      return Optional.empty();
    }
    List<LabelledPicture> labelled = new ArrayList<>();
    for (Element image : LabelXml.children(root, "image")) {
      String where = file + ", image " + image.getAttribute("name");
      Path picture = folder.named(image.getAttribute("name"), file);
      InPixels.requireSize(
          picture,
          LabelXml.attribute(image, "width", where),
          LabelXml.attribute(image, "height", where),
          where);
      List<LabelledBox> boxes = new ArrayList<>();
      for (Node node = image.getFirstChild(); node != null; node = node.getNextSibling()) {
        if (!NO_THINGS.contains(node.getNodeName()) && node instanceof Element thing) {
          boxes.add(new LabelledBox(thing.getAttribute("label"), box(thing, where), false));
        }
      }
      labelled.add(new LabelledPicture(picture, null, boxes));
    }
    if (labelled.isEmpty()) {
      throw new BadInput(file + " has no images; export it as CVAT for images.");
    }
    return Optional.of(labelled);
  }

  private static Box box(Element thing, String where) {
    return switch (thing.getTagName()) {
      case "box" -> {
        double left = LabelXml.attribute(thing, "xtl", where);
        double top = LabelXml.attribute(thing, "ytl", where);
        double width = LabelXml.attribute(thing, "xbr", where) - left;
        double height = LabelXml.attribute(thing, "ybr", where) - top;
        double angle =
            thing.hasAttribute("rotation") ? LabelXml.attribute(thing, "rotation", where) : 0;
        Box plain = Corners.sized(left, top, width, height, where);
        yield angle == 0
            ? plain
            : Corners.turned(
                left + width / 2, top + height / 2, width, height, Math.toRadians(angle), where);
      }
      case "polygon" ->
          Corners.around(
              Arrays.stream(thing.getAttribute("points").split("[;,]"))
                  .mapToDouble(number -> Numbers.parse(number, where))
                  .toArray(),
              where);
      default ->
          throw new BadInput(
              where + " has a " + thing.getTagName() + "; boxes and polygons are read.");
    };
  }
}
