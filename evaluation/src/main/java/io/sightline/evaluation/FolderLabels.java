package io.sightline.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A folder per class, whose name is the label. */
final class FolderLabels implements LabelFormat {
  @Override
  public Optional<List<LabelledPicture>> read(PictureTree folder) throws IOException {
    List<LabelledPicture> labelled = new ArrayList<>();
    for (Path picture : folder.pictures()) {
      Path parent = picture.getParent();
      if (!parent.equals(folder.folder())) {
        labelled.add(new LabelledPicture(picture, parent.getFileName().toString(), List.of()));
      }
    }
    return Optional.of(labelled);
  }
}
