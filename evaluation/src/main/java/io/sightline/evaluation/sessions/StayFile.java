package io.sightline.evaluation.sessions;

import io.sightline.domain.BadInput;
import io.sightline.domain.plates.NormalPlate;
import io.sightline.evaluation.CsvTable;
import io.sightline.evaluation.LogTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVRecord;

/**
 * A CSV of stays with the columns {@code plate}, {@code entered_at} and {@code left_at}, each empty
 * where it is not known: what people know, and what a run's export has.
 */
final class StayFile {
  private static final String NEEDS = "the columns plate, entered_at and left_at";
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");

  private StayFile() {}

  /**
   * @param zone of times that name none
   * @param startMillis event time of what plain numbers count seconds from; null where there is
   *     nothing that they could count from
   * @throws BadInput naming the record that cannot be meant
   */
  static List<TimedStay> read(Path file, ZoneId zone, Long startMillis) {
    List<TimedStay> stays = new ArrayList<>();
    for (CSVRecord row : rows(file)) {
      if (row.stream().allMatch(String::isBlank)) {
        continue;
      }
      String where = file + ", record " + row.getRecordNumber();
      TimedStay stay =
          new TimedStay(
              plate(row),
              time(row, "entered_at", zone, startMillis, where),
              time(row, "left_at", zone, startMillis, where));
      if (stay.enteredAtMillis() == null && stay.leftAtMillis() == null) {
        throw new BadInput(where + ": a stay needs `entered_at` or `left_at`, or both.");
      }
      if (stay.enteredAtMillis() != null
          && stay.leftAtMillis() != null
          && stay.leftAtMillis() < stay.enteredAtMillis()) {
        throw new BadInput(where + ": `left_at` is before `entered_at`.");
      }
      stays.add(stay);
    }
    return stays;
  }

  private static List<CSVRecord> rows(Path file) {
    try {
      return CsvTable.rows(file, StayFile::isIt, NEEDS);
    } catch (IOException e) {
      throw new BadInput("The file " + file + " cannot be read; it has " + NEEDS + ".", e);
    }
  }

  private static boolean isIt(Set<String> columns) {
    return columns.contains("plate")
        && columns.contains("entered_at")
        && columns.contains("left_at");
  }

  private static String plate(CSVRecord row) {
    String plate = NormalPlate.of(text(row, "plate"));
    return plate.isEmpty() ? null : plate;
  }

  private static Long time(
      CSVRecord row, String column, ZoneId zone, Long startMillis, String where) {
    String text = text(row, column);
    if (text.isEmpty()) {
      return null;
    }
    if (startMillis != null && SECONDS.matcher(text).matches()) {
      return startMillis + Math.round(1_000 * Double.parseDouble(text));
    }
    Instant at = LogTime.of(text, zone, column, where);
    return at.toEpochMilli();
  }

  private static String text(CSVRecord row, String column) {
    return row.isSet(column) ? row.get(column).strip() : "";
  }
}
