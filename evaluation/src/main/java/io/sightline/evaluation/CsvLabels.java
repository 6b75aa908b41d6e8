package io.sightline.evaluation;

import io.sightline.domain.BadInput;
import io.sightline.evaluation.LabelledPicture.LabelledBox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVRecord;

/**
 * {@code labels.csv}: file and label, or file, class, and the box's centre and size as shares of
 * the picture's sides.
 */
final class CsvLabels implements LabelFormat {
  private static final String FILE = "labels.csv";
  private static final String NEEDS = "the columns file and label, or file, class, cx, cy, w and h";
  private static final Pattern DECIMAL_COMMA = Pattern.compile("^([-+]?\\d*),(\\d+)$");

  @Override
  public Optional<List<LabelledPicture>> read(PictureTree folder) throws IOException {
    Path file = folder.folder().resolve(FILE);
    return Files.isRegularFile(file) ? Optional.of(read(file, folder)) : Optional.empty();
  }

  private static List<LabelledPicture> read(Path file, PictureTree folder) throws IOException {
    Map<String, List<LabelledBox>> boxes = new TreeMap<>();
    Map<String, String> labels = new TreeMap<>();
    try {
      for (CSVRecord row : CsvTable.rows(file, CsvLabels::areLabels, NEEDS)) {
        String picture = row.get("file").strip();
        if (row.stream().allMatch(String::isBlank)) {
          // Spreadsheets leave rows of nothing at the end.
          continue;
        }
        if (row.isMapped("label")) {
          String label = row.get("label").strip();
          String before = labels.put(picture, label);
          if (before != null && !before.equals(label)) {
            throw new BadInput(
                "%s, record %d: %s has the label '%s' here and '%s' before; leave one."
                    .formatted(file, row.getRecordNumber(), picture, label, before));
          }
          continue;
        }
        List<LabelledBox> known = boxes.computeIfAbsent(picture, key -> new ArrayList<>());
        String label = row.get("class").strip();
        if (!label.isEmpty()) {
          String where = file + ", record " + row.getRecordNumber();
          known.add(
              Shares.box(
                  label,
                  number(row, "cx", where),
                  number(row, "cy", where),
                  number(row, "w", where),
                  number(row, "h", where),
                  where));
        }
      }
    } catch (IllegalArgumentException | UncheckedIOException e) {
      throw new BadInput(file + " needs in each row " + NEEDS + ": " + e.getMessage(), e);
    }
    List<LabelledPicture> pictures = new ArrayList<>();
    for (Map.Entry<String, String> one : labels.entrySet()) {
      pictures.add(
          new LabelledPicture(folder.named(one.getKey(), file), one.getValue(), List.of()));
    }
    for (Map.Entry<String, List<LabelledBox>> one : boxes.entrySet()) {
      pictures.add(new LabelledPicture(folder.named(one.getKey(), file), null, one.getValue()));
    }
    return pictures;
  }

  private static boolean areLabels(Set<String> columns) {
    return columns.contains("file") && (columns.contains("label") || columns.contains("class"));
  }

  private static double number(CSVRecord row, String column, String where) {
    String text = row.get(column).strip();
    // Where people write a comma in numbers, their spreadsheets do, too.
    return Numbers.parse(DECIMAL_COMMA.matcher(text).replaceFirst("$1.$2"), where);
  }
}
