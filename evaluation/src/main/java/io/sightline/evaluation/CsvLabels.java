package io.sightline.evaluation;

import io.sightline.domain.BadInput;
import io.sightline.evaluation.LabelledPicture.LabelledBox;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/**
 * {@code labels.csv}: file and label, or file, class, and the box's centre and size as shares of
 * the picture's sides.
 */
final class CsvLabels implements LabelFormat {
  private static final String FILE = "labels.csv";

  @Override
  public Optional<List<LabelledPicture>> read(PictureTree folder) throws IOException {
    Path file = folder.folder().resolve(FILE);
    return Files.isRegularFile(file) ? Optional.of(read(file, folder)) : Optional.empty();
  }

  private static List<LabelledPicture> read(Path file, PictureTree folder) throws IOException {
    Map<String, List<LabelledBox>> boxes = new TreeMap<>();
    Map<String, String> labels = new TreeMap<>();
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    try (Reader reader = Files.newBufferedReader(file)) {
      for (CSVRecord row : format.parse(reader)) {
        if (!row.isMapped("file") || !(row.isMapped("label") || row.isMapped("class"))) {
          throw new BadInput(
              file + " needs the columns file and label, or file, class, cx, cy, w and h.");
        }
        if (row.isMapped("label")) {
          labels.put(row.get("file"), row.get("label"));
          continue;
        }
        List<LabelledBox> known = boxes.computeIfAbsent(row.get("file"), key -> new ArrayList<>());
        if (!row.get("class").isEmpty()) {
          known.add(
              LabelledBox.relative(
                  row.get("class"),
                  number(row, "cx", file),
                  number(row, "cy", file),
                  number(row, "w", file),
                  number(row, "h", file)));
        }
      }
    } catch (IllegalArgumentException e) {
      throw new BadInput(file + " is no CSV with a header: " + e.getMessage(), e);
    }
    List<LabelledPicture> pictures = new ArrayList<>();
    labels.forEach(
        (name, label) ->
            pictures.add(new LabelledPicture(folder.inside(name, file), label, List.of())));
    boxes.forEach(
        (name, known) -> pictures.add(new LabelledPicture(folder.inside(name, file), null, known)));
    return pictures;
  }

  private static double number(CSVRecord row, String column, Path file) {
    return Numbers.parse(row.get(column), file + ", record " + row.getRecordNumber());
  }
}
