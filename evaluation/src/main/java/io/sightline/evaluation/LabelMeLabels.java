package io.sightline.evaluation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.evaluation.LabelledPicture.LabelledBox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;

/** LabelMe: a {@code .json} beside each picture, with rectangles and polygons in pixels. */
final class LabelMeLabels implements LabelFormat {
  private static final Set<String> SHAPES = Set.of("rectangle", "polygon", "rotation");

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record LabelMe(
      List<Shape> shapes,
      @JsonProperty("imageWidth") double width,
      @JsonProperty("imageHeight") double height) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Shape(
      String label, List<List<Double>> points, @JsonProperty("shape_type") String type) {}

  @Override
  public Optional<List<LabelledPicture>> read(PictureTree folder) throws IOException {
    List<LabelledPicture> labelled = new ArrayList<>();
    for (Path picture : folder.pictures()) {
      Optional<Path> file = folder.sibling(picture, "json");
      if (file.isPresent()) {
        LabelMe labels = read(file.get());
        if (labels == null && labelled.isEmpty()) {
          return Optional.empty();
        }
        labelled.add(new LabelledPicture(picture, null, boxes(file.get(), picture, labels)));
      }
    }
    return labelled.isEmpty() ? Optional.empty() : Optional.of(labelled);
  }

  /** Null where it is JSON of another kind. */
  private static LabelMe read(Path file) throws IOException {
    try {
      LabelMe labels = Json.read(LabelText.read(file), LabelMe.class);
      return labels == null || labels.shapes() == null ? null : labels;
    } catch (JacksonException e) {
      return null;
    }
  }

  private static List<LabelledBox> boxes(Path file, Path picture, LabelMe labels) {
    if (labels == null) {
      throw new BadInput(file + " has no shapes, as LabelMe's labels have.");
    }
    InPixels.requireSize(picture, labels.width(), labels.height(), file.toString());
    List<LabelledBox> boxes = new ArrayList<>();
    for (int i = 0; i < labels.shapes().size(); i++) {
      Shape shape = labels.shapes().get(i);
      String where = file + ", shapes[" + i + "]";
      if (shape == null || shape.label() == null || shape.points() == null) {
        throw new BadInput(where + " lacks label or points.");
      }
      if (shape.type() != null && !SHAPES.contains(shape.type())) {
        throw new BadInput(where + " is a " + shape.type() + "; rectangles and polygons are read.");
      }
      double[] corners = new double[2 * shape.points().size()];
      for (int k = 0; k < shape.points().size(); k++) {
        List<Double> point = shape.points().get(k);
        if (point == null || point.size() != 2 || point.contains(null)) {
          throw new BadInput(where + " has a point that is not two numbers.");
        }
        corners[2 * k] = point.get(0);
        corners[2 * k + 1] = point.get(1);
      }
      boxes.add(new LabelledBox(shape.label(), Corners.around(corners, where), false));
    }
    return boxes;
  }
}
