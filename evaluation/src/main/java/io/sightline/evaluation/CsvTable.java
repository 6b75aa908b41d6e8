package io.sightline.evaluation;

import io.sightline.domain.BadInput;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Tables with a header, as spreadsheets write them: with any of the usual delimiters. */
public final class CsvTable {
  private static final char[] DELIMITERS = {',', ';', '\t', '|'};
  private static final Pattern EXCEL_DELIMITER = Pattern.compile("(?i)\"?sep=.\"?\\s*\\n");

  private CsvTable() {}

  /**
   * The rows, read with the delimiter that makes the header's columns; case does not matter.
   *
   * @param isIt whether these columns, in an order without case, are those of the table
   * @param needs what the file needs, to end a sentence
   * @throws BadInput when no delimiter makes them
   */
  public static List<CSVRecord> rows(Path file, Predicate<Set<String>> isIt, String needs)
      throws IOException {
    String text = LabelText.read(file);
    if (EXCEL_DELIMITER.matcher(text).lookingAt()) {
      text = text.substring(text.indexOf('\n') + 1);
    }
    for (char delimiter : DELIMITERS) {
      Optional<CSVParser> parser = parser(text, delimiter, isIt);
      if (parser.isPresent()) {
        return parser.get().getRecords();
      }
    }
    throw new BadInput(file + " needs " + needs + ".");
  }

  /** Empty where the delimiter does not make the columns. */
  private static Optional<CSVParser> parser(
      String text, char delimiter, Predicate<Set<String>> isIt) {
    try {
      CSVParser parser =
          CSVFormat.RFC4180
              .builder()
              .setDelimiter(delimiter)
              .setHeader()
              .setSkipHeaderRecord(true)
              .setIgnoreHeaderCase(true)
              .setIgnoreEmptyLines(true)
              .setIgnoreSurroundingSpaces(true)
              .setAllowMissingColumnNames(true)
              .get()
              .parse(new StringReader(text));
      Set<String> columns = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
      columns.addAll(parser.getHeaderNames());
      return isIt.test(columns) ? Optional.of(parser) : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      // Quotes and names that make no header so.
      return Optional.empty();
    }
  }
}
