package io.sightline.evaluation;

import io.sightline.domain.BadInput;
import io.sightline.domain.geometry.Box;
import io.sightline.evaluation.LabelledPicture.LabelledBox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/**
 * Pascal VOC (Everingham et al., 2010): an {@code .xml} beside each picture, corners in pixels,
 * counted from 1.
 */
final class VocLabels implements LabelFormat {
  @Override
  public Optional<List<LabelledPicture>> read(PictureTree folder) throws IOException {
    List<Path> pictures = folder.pictures();
    // Where a folder has labels of several forms, the first picture that has any decides.
    boolean isOfThisForm =
        pictures.stream()
            .filter(picture -> hasLabels(picture) || hasOtherLabels(picture))
            .findFirst()
            .filter(VocLabels::hasLabels)
            .isPresent();
    if (!isOfThisForm) {
      return Optional.empty();
    }
    List<LabelledPicture> labelled = new ArrayList<>();
    for (Path picture : pictures) {
      if (hasLabels(picture)) {
        labelled.add(new LabelledPicture(picture, null, boxes(labels(picture))));
      }
    }
    return Optional.of(labelled);
  }

  private static Path labels(Path picture) {
    return PictureTree.sibling(picture, "xml");
  }

  private static boolean hasLabels(Path picture) {
    return Files.isRegularFile(labels(picture));
  }

  private static boolean hasOtherLabels(Path picture) {
    return Files.isRegularFile(PictureTree.textLabels(picture));
  }

  private static List<LabelledBox> boxes(Path file) throws IOException {
    List<LabelledBox> boxes = new ArrayList<>();
    var objects = xml(file).getElementsByTagName("object");
    for (int i = 0; i < objects.getLength(); i++) {
      Element object = (Element) objects.item(i);
      var difficult = object.getElementsByTagName("difficult");
      if (difficult.getLength() > 0 && difficult.item(0).getTextContent().strip().equals("1")) {
        continue;
      }
      boxes.add(
          new LabelledBox(
              text(object, "name", file),
              new Box(
                  (float) Numbers.parse(text(object, "xmin", file), file.toString()) - 1,
                  (float) Numbers.parse(text(object, "ymin", file), file.toString()) - 1,
                  (float) Numbers.parse(text(object, "xmax", file), file.toString()),
                  (float) Numbers.parse(text(object, "ymax", file), file.toString())),
              false));
    }
    return boxes;
  }

  private static Element xml(Path file) throws IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      // Labels come from anywhere; an entity in them could name any file of this machine.
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      var builder = factory.newDocumentBuilder();
      builder.setErrorHandler(null);
      return builder.parse(file.toFile()).getDocumentElement();
    } catch (SAXException e) {
      throw new BadInput(file + " is no XML of labels: " + e.getMessage(), e);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("This Java cannot read XML safely.", e);
    }
  }

  private static String text(Element object, String tag, Path file) {
    var found = object.getElementsByTagName(tag);
    if (found.getLength() == 0) {
      throw new BadInput(file + " has an object without " + tag + ".");
    }
    return found.item(0).getTextContent().strip();
  }
}
