package io.sightline.evaluation.reconciliation;

import io.sightline.domain.BadInput;
import io.sightline.domain.site.Gate.Direction;
import io.sightline.evaluation.CsvTable;
import io.sightline.evaluation.LogTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.csv.CSVRecord;

/**
 * What a barrier or a ticket machine noted: a CSV with the columns {@code time} and {@code plate},
 * and, where it has them, {@code lane} and {@code direction}.
 */
public final class BarrierLog {
  private static final String NEEDS =
      "the columns time and plate, and may have lane and direction (entry or exit)";
  private static final Set<String> IN = Set.of("entry", "in", "enter", "entering");
  private static final Set<String> OUT = Set.of("exit", "out", "leave", "leaving");

  private BarrierLog() {}

  /**
   * A line.
   *
   * @param plate as it stands there; empty where there is none
   * @param lane empty where nothing is said
   * @param direction null where nothing is said
   */
  public record Line(long number, Instant at, String plate, String lane, Direction direction) {}

  /**
   * All lines, in the order of their times.
   *
   * @param zone of times that name none
   * @throws BadInput naming the line that cannot be read
   */
  public static List<Line> read(Path file, ZoneId zone) throws IOException {
    List<Line> lines = new ArrayList<>();
    for (CSVRecord row : CsvTable.rows(file, BarrierLog::isLog, NEEDS)) {
      if (row.stream().allMatch(String::isBlank)) {
        continue;
      }
      String where = file + ", record " + row.getRecordNumber();
      lines.add(
          new Line(
              row.getRecordNumber(),
              LogTime.of(text(row, "time"), zone, "time", where),
              text(row, "plate"),
              text(row, "lane"),
              direction(text(row, "direction"), where)));
    }
    if (lines.isEmpty()) {
      throw new BadInput(file + " has no lines; it needs " + NEEDS + ".");
    }
    lines.sort(Comparator.comparing(Line::at).thenComparing(Line::number));
    return lines;
  }

  private static boolean isLog(Set<String> columns) {
    return columns.contains("time") && columns.contains("plate");
  }

  private static String text(CSVRecord row, String column) {
    return row.isMapped(column) && row.isSet(column) ? row.get(column).strip() : "";
  }

  private static Direction direction(String text, String where) {
    String word = text.toLowerCase(Locale.ROOT);
    if (word.isEmpty()) {
      return null;
    }
    if (IN.contains(word)) {
      return Direction.ENTRY;
    }
    if (OUT.contains(word)) {
      return Direction.EXIT;
    }
    throw new BadInput(where + ": `direction` should be entry or exit, not '" + text + "'.");
  }
}
