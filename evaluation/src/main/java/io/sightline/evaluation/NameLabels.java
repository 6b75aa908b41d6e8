package io.sightline.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Pictures of nothing but a plate, whose file names say what stands on it; what follows an
 * underscore tells pictures of one plate apart.
 */
final class NameLabels implements LabelFormat {
  @Override
  public Optional<List<LabelledPicture>> read(PictureTree folder) throws IOException {
    return Optional.of(folder.pictures().stream().map(NameLabels::named).toList());
  }

  private static LabelledPicture named(Path picture) {
    String text = PictureTree.baseName(picture).replaceFirst("_.*$", "");
    return new LabelledPicture(picture, text, List.of());
  }
}
