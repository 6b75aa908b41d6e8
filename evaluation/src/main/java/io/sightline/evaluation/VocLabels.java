package io.sightline.evaluation;

import io.sightline.domain.BadInput;
import io.sightline.domain.geometry.Box;
import io.sightline.evaluation.LabelledPicture.LabelledBox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Element;

/**
 * Pascal VOC (Everingham et al., 2010): an {@code .xml} a picture, beside it or naming it, corners
 * in pixels, counted from 1. Of a turned box ({@code robndbox}) the box around it counts.
 */
final class VocLabels implements LabelFormat {
  private static final String ROOT = "annotation";

  @Override
  public Optional<List<LabelledPicture>> read(PictureTree folder) throws IOException {
    List<LabelledPicture> labelled = new ArrayList<>();
    boolean others = false;
    for (Path picture : folder.pictures()) {
      Optional<Path> xml = folder.sibling(picture, "xml");
      if (xml.isPresent()) {
        labelled.add(picture(xml.get(), picture));
      } else if (folder.textLabels(picture).isPresent()) {
        // Where a folder has labels of several forms, the first picture that has any decides.
        if (labelled.isEmpty()) {
          return Optional.empty();
        }
        others = true;
      }
    }
    if (labelled.isEmpty() && !others) {
      labelled.addAll(apart(folder));
    }
    return labelled.isEmpty() ? Optional.empty() : Optional.of(labelled);
  }

  /** Of labels in a folder of their own, such as {@code Annotations}, which name their pictures. */
  private static List<LabelledPicture> apart(PictureTree folder) throws IOException {
    List<LabelledPicture> labelled = new ArrayList<>();
    for (Path xml : folder.files(".xml")) {
      Element root = LabelXml.root(xml);
      if (!root.getTagName().equals(ROOT)) {
        return List.of();
      }
      Path picture = folder.named(LabelXml.text(root, "filename", xml.toString()), xml);
      labelled.add(picture(xml, picture));
    }
    return labelled;
  }

  private static LabelledPicture picture(Path file, Path picture) throws IOException {
    String where = file.toString();
    Element root = LabelXml.root(file);
    if (!root.getTagName().equals(ROOT)) {
      throw new BadInput(
          file + " begins with " + root.getTagName() + " and not with annotation, as VOC's do.");
    }
    Optional<Element> size = LabelXml.child(root, "size");
    if (size.isPresent()) {
      InPixels.requireSize(
          picture,
          LabelXml.number(size.get(), "width", where),
          LabelXml.number(size.get(), "height", where),
          where);
    }
    List<LabelledBox> boxes = new ArrayList<>();
    List<LabelledBox> hard = new ArrayList<>();
    for (Element object : LabelXml.children(root, "object")) {
      boolean difficult = LabelXml.text(object, "difficult").filter("1"::equals).isPresent();
      (difficult ? hard : boxes)
          .add(new LabelledBox(LabelXml.text(object, "name", where), box(object, where), false));
    }
    return new LabelledPicture(picture, null, boxes, hard);
  }

  private static Box box(Element object, String where) {
    Optional<Element> turned = LabelXml.child(object, "robndbox");
    if (turned.isPresent()) {
      return Corners.turned(
          LabelXml.number(turned.get(), "cx", where),
          LabelXml.number(turned.get(), "cy", where),
          LabelXml.number(turned.get(), "w", where),
          LabelXml.number(turned.get(), "h", where),
          LabelXml.number(turned.get(), "angle", where),
          where);
    }
    Element box =
        LabelXml.child(object, "bndbox")
            .orElseThrow(() -> new BadInput(where + " has an object without bndbox."));
    double left = LabelXml.number(box, "xmin", where) - 1;
    double top = LabelXml.number(box, "ymin", where) - 1;
    double right = LabelXml.number(box, "xmax", where);
    double bottom = LabelXml.number(box, "ymax", where);
    return Corners.sized(left, top, right - left, bottom - top, where);
  }
}
