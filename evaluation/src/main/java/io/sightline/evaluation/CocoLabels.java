package io.sightline.evaluation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.BadInput;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.json.Json;
import io.sightline.evaluation.LabelledPicture.LabelledBox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/**
 * COCO (Lin et al., 2014): one {@code .json} for all pictures, boxes as left, top, width, height in
 * pixels.
 */
final class CocoLabels implements LabelFormat {
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Coco(
      List<CocoImage> images, List<CocoBox> annotations, List<CocoCategory> categories) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record CocoImage(long id, @JsonProperty("file_name") String file) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record CocoBox(
      @JsonProperty("image_id") long image,
      @JsonProperty("category_id") long category,
      List<Double> bbox,
      Integer iscrowd) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record CocoCategory(long id, String name) {}

  @Override
  public Optional<List<LabelledPicture>> read(PictureTree folder) throws IOException {
    List<Path> json = folder.files(".json");
    if (json.size() > 1) {
      throw new BadInput(
          folder.folder()
              + " has several .json files ("
              + json.get(0).getFileName()
              + ", "
              + json.get(1).getFileName()
              + ", …); give --data a folder with the one that has COCO's labels.");
    }
    return json.isEmpty() ? Optional.empty() : Optional.of(read(json.get(0), folder.pictures()));
  }

  private static List<LabelledPicture> read(Path file, List<Path> pictures) throws IOException {
    Coco coco;
    try {
      coco = Json.read(Files.readString(file), Coco.class);
    } catch (JacksonException e) {
      throw new BadInput(file + " is not COCO's form of labels: " + e.getOriginalMessage(), e);
    }
    if (coco == null
        || hasGap(coco.images())
        || hasGap(coco.annotations())
        || hasGap(coco.categories())) {
      throw new BadInput(file + " lacks images, annotations or categories, as COCO has them.");
    }
    Map<Long, String> categories = new HashMap<>();
    coco.categories().forEach(category -> categories.put(category.id(), category.name()));
    Map<Long, List<LabelledBox>> boxes = new HashMap<>();
    for (CocoBox box : coco.annotations()) {
      String label = categories.get(box.category());
      if (label == null || hasGap(box.bbox()) || box.bbox().size() != 4) {
        throw new BadInput(file + " has an annotation without a known category or a bbox of 4.");
      }
      if (box.iscrowd() != null && box.iscrowd() != 0) {
        // Many things in one box: neither finding nor missing it says anything.
        continue;
      }
      float left = box.bbox().get(0).floatValue();
      float top = box.bbox().get(1).floatValue();
      boxes
          .computeIfAbsent(box.image(), key -> new ArrayList<>())
          .add(
              new LabelledBox(
                  label,
                  new Box(
                      left,
                      top,
                      left + box.bbox().get(2).floatValue(),
                      top + box.bbox().get(3).floatValue()),
                  false));
    }
    List<LabelledPicture> labelled = new ArrayList<>();
    for (CocoImage image : coco.images()) {
      List<Path> named =
          pictures.stream()
              .filter(picture -> image.file() != null && picture.endsWith(image.file()))
              .toList();
      if (named.size() != 1) {
        throw new BadInput(
            file
                + " names the picture "
                + image.file()
                + ", of which there are "
                + named.size()
                + " below "
                + file.getParent()
                + ".");
      }
      labelled.add(
          new LabelledPicture(named.get(0), null, boxes.getOrDefault(image.id(), List.of())));
    }
    return labelled;
  }

  private static boolean hasGap(List<?> values) {
    return values == null || values.stream().anyMatch(Objects::isNull);
  }
}
