package io.sightline.evaluation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.BadInput;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.json.Json;
import io.sightline.evaluation.LabelledPicture.LabelledBox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;

/**
 * COCO (Lin et al., 2014): one {@code .json} for all pictures, boxes as left, top, width, height in
 * pixels. Where there is no box, the one around the segmentation counts.
 */
final class CocoLabels implements LabelFormat {
  private static final int BOX = 4;

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Coco(
      List<CocoImage> images, List<CocoBox> annotations, List<CocoCategory> categories) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record CocoImage(
      long id, @JsonProperty("file_name") String file, double width, double height) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record CocoBox(
      @JsonProperty("image_id") long image,
      @JsonProperty("category_id") long category,
      List<Double> bbox,
      Object segmentation,
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
    return json.isEmpty() ? Optional.empty() : Optional.of(read(json.get(0), folder));
  }

  private static List<LabelledPicture> read(Path file, PictureTree folder) throws IOException {
    Coco coco;
    try {
      coco = Json.read(LabelText.read(file), Coco.class);
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
    for (CocoCategory category : coco.categories()) {
      if (categories.put(category.id(), category.name()) != null) {
        throw twice(file, "category", category.id());
      }
    }
    Map<Long, List<LabelledBox>> boxes = new HashMap<>();
    Map<Long, List<LabelledBox>> crowds = new HashMap<>();
    Set<Long> images = new HashSet<>();
    for (CocoImage image : coco.images()) {
      if (!images.add(image.id())) {
        throw twice(file, "image", image.id());
      }
    }
    for (int i = 0; i < coco.annotations().size(); i++) {
      CocoBox box = coco.annotations().get(i);
      String where = file + ", annotations[" + i + "]";
      String label = categories.get(box.category());
      if (label == null || !images.contains(box.image())) {
        throw new BadInput(where + " is of a category or an image that the file does not list.");
      }
      // Many things in one box: neither finding nor missing it says anything.
      boolean crowd = box.iscrowd() != null && box.iscrowd() != 0;
      (crowd ? crowds : boxes)
          .computeIfAbsent(box.image(), key -> new ArrayList<>())
          .add(new LabelledBox(label, place(box, where), false));
    }
    List<LabelledPicture> labelled = new ArrayList<>();
    for (CocoImage image : coco.images()) {
      Path picture = folder.named(image.file(), file);
      InPixels.requireSize(
          picture, image.width(), image.height(), file + ", image " + image.file());
      labelled.add(
          new LabelledPicture(
              picture,
              null,
              boxes.getOrDefault(image.id(), List.of()),
              crowds.getOrDefault(image.id(), List.of())));
    }
    return labelled;
  }

  private static BadInput twice(Path file, String what, long id) {
    return new BadInput(
        file
            + " lists the "
            + what
            + " "
            + id
            + " twice; give each "
            + what
            + " an id of its own.");
  }

  private static Box place(CocoBox box, String where) {
    if (hasGap(box.bbox()) || box.bbox().size() != BOX) {
      return CocoMask.box(box.segmentation(), where);
    }
    return Corners.sized(
        box.bbox().get(0), box.bbox().get(1), box.bbox().get(2), box.bbox().get(3), where);
  }

  private static boolean hasGap(List<?> values) {
    return values == null || values.stream().anyMatch(Objects::isNull);
  }
}
