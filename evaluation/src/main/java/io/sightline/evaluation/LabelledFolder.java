package io.sightline.evaluation;

import io.sightline.domain.BadInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads labelled pictures in the forms that people keep them in: {@code labels.csv}, COCO ({@code
 * *.json}), LabelMe ({@code *.json} beside the pictures), Pascal VOC ({@code *.xml} beside them or
 * naming them), CVAT (one {@code .xml}), YOLO ({@code *.txt} beside them or in {@code labels}),
 * DOTA ({@code *.txt}), OpenALPR (plates: {@code *.txt} beside them), a folder per class, or, for
 * pictures of nothing but a plate, the text as the file's name.
 */
public final class LabelledFolder {
  private final Path folder;
  private final List<LabelFormat> formats;

  /**
   * @param names of YOLO's classes in their order; empty to find them in the folder
   * @param textInNames whether pictures without labels have a plate's text as their names
   */
  public LabelledFolder(Path folder, List<String> names, boolean textInNames) {
    this.folder = folder.toAbsolutePath().normalize();
    this.formats =
        List.of(
            new CsvLabels(),
            new VocLabels(),
            new CvatLabels(),
            new OpenAlprLabels(),
            new DotaLabels(),
            new YoloLabels(names),
            new LabelMeLabels(),
            new CocoLabels(),
            textInNames ? new NameLabels() : new FolderLabels());
  }

  /**
   * In the order of their names.
   *
   * @throws BadInput when there is nothing of these forms, or a label cannot be read
   */
  public List<LabelledPicture> read() {
    if (!Files.isDirectory(folder)) {
      throw new BadInput("There is no folder " + folder + "; correct --data.");
    }
    try {
      List<LabelledPicture> pictures = readAny();
      if (pictures.isEmpty()) {
        throw new BadInput(
            folder
                + " holds no labelled pictures; it needs a labels.csv, a COCO .json, VOC .xml or"
                + " YOLO .txt files, or a folder per class.");
      }
      requireOnce(pictures);
      pictures.forEach(InPixels::requireInside);
      return pictures;
    } catch (InvalidPathException e) {
      throw new BadInput(
          "The labels in " + folder + " name a picture that cannot be: " + e.getReason() + ".", e);
    } catch (IOException | UncheckedIOException e) {
      throw new BadInput("The labels in " + folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  private void requireOnce(List<LabelledPicture> pictures) {
    Set<Path> seen = new HashSet<>();
    for (LabelledPicture picture : pictures) {
      if (!seen.add(picture.file())) {
        throw new BadInput(
            "The labels in " + folder + " name the picture " + picture.file() + " twice.");
      }
    }
  }

  private List<LabelledPicture> readAny() throws IOException {
    PictureTree tree = new PictureTree(folder);
    for (LabelFormat format : formats) {
      Optional<List<LabelledPicture>> pictures = format.read(tree);
      if (pictures.isPresent()) {
        return pictures.get();
      }
    }
    return List.of();
  }
}
