package io.sightline.evaluation;

import io.sightline.domain.BadInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** Elements of label files in XML, in any order. */
final class LabelXml {
  private LabelXml() {}

  /**
   * @throws BadInput when it is no XML, or has a document type
   */
  static Element root(Path file) throws IOException {
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

  /** Elements right below one. */
  static List<Element> children(Element parent, String tag) {
    List<Element> children = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element && element.getTagName().equals(tag)) {
        children.add(element);
      }
    }
    return children;
  }

  static Optional<Element> child(Element parent, String tag) {
    return children(parent, tag).stream().findFirst();
  }

  static Optional<String> text(Element parent, String tag) {
    return child(parent, tag).map(element -> element.getTextContent().strip());
  }

  static String text(Element parent, String tag, String where) {
    return text(parent, tag)
        .orElseThrow(
            () -> new BadInput(where + " has an " + parent.getTagName() + " without " + tag + "."));
  }

  static double number(Element parent, String tag, String where) {
    return Numbers.parse(text(parent, tag, where), where);
  }

  static double attribute(Element element, String name, String where) {
    return Numbers.parse(element.getAttribute(name), where + ", " + name);
  }
}
