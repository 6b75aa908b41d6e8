package io.sightline.evaluation;

import io.sightline.domain.BadInput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** One of the forms in which people keep what their pictures show. */
interface LabelFormat {
  /**
   * The folder's pictures with their labels.
   *
   * @return empty when the folder does not hold this form
   * @throws BadInput naming the file, and the line where there are lines, when a label cannot be
   *     read
   */
  Optional<List<LabelledPicture>> read(PictureTree folder) throws IOException;
}
