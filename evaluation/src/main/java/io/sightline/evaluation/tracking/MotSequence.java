package io.sightline.evaluation.tracking;

import io.sightline.domain.BadInput;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.observations.PlateText;
import io.sightline.domain.text.TextFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One sequence in MOTChallenge's form: {@code seqinfo.ini}, {@code gt/gt.txt} and {@code
 * det/det.txt}.
 *
 * @param name of its folder
 * @param fps frames per second
 * @param truth by frame
 * @param ignored by frame: what the file says is not to be counted
 * @param detections by frame
 */
public record MotSequence(
    String name,
    double fps,
    List<List<Placed>> truth,
    List<List<Placed>> ignored,
    List<List<Detection>> detections) {
  static final String INFO = "seqinfo.ini";
  static final String TRUTH = "gt/gt.txt";
  static final String DETECTIONS = "det/det.txt";
  static final String PLATES = "plates/plates.txt";
  private static final int MAX_MEGABYTES = 256;
  private static final int MAX_FRAMES = 10_000_000;
  private static final List<String> BOX_COLUMNS =
      List.of("frame", "id", "left", "top", "width", "height");
  private static final List<String> PLATE_COLUMNS =
      List.of("frame", "left", "top", "width", "height", "score", "text");

  /** Of a text of which nobody says how sure it is: one alone is not believed. */
  private static final double USUAL_TEXT_SCORE = 0.9;

  private static final int SCORE_COLUMN = 6;
  private static final int CLASS_COLUMN = 7;
  private static final double NO_SCORE = -1;
  private static final double MAX_COORDINATE = 1e6;
  private static final double MAX_ID = 1L << 53;

  /** Whether a folder is meant to be a sequence. */
  static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(INFO))
        || Files.exists(folder.resolve(TRUTH))
        || Files.exists(folder.resolve(DETECTIONS));
  }

  /**
   * @throws BadInput naming file and line, when something is missing or cannot be meant
   */
  public static MotSequence read(Path folder) {
    return read(folder, true);
  }

  /**
   * A sequence of which only is wanted what was seen.
   *
   * @throws BadInput naming file and line, when something is missing or cannot be meant
   */
  public static MotSequence seen(Path folder) {
    return read(folder, false);
  }

  private static MotSequence read(Path folder, boolean withTruth) {
    Map<String, String> info = info(folder.resolve(INFO));
    double fps = number(info, "framerate", folder);
    double frames = number(info, "seqlength", folder);
    if (fps <= 0 || fps > 1_000) {
      throw new BadInput(
          folder.resolve(INFO) + ": frameRate must be above 0 and at most 1000, not " + fps + ".");
    }
    if (frames < 1 || frames > MAX_FRAMES || frames != Math.rint(frames)) {
      throw new BadInput(
          folder.resolve(INFO) + ": seqLength must be the number of frames, not " + frames + ".");
    }
    int count = (int) frames;
    Truth truth =
        withTruth ? truth(folder.resolve(TRUTH), count) : new Truth(empty(count), empty(count));
    return new MotSequence(
        String.valueOf(folder.toAbsolutePath().normalize().getFileName()),
        fps,
        truth.counted(),
        truth.ignored(),
        detections(folder.resolve(DETECTIONS), count));
  }

  private static Map<String, String> info(Path file) {
    Map<String, String> values = new HashMap<>();
    for (String line : lines(file)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values.put(
            line.substring(0, equals).strip().toLowerCase(Locale.ROOT),
            line.substring(equals + 1).strip());
      }
    }
    return values;
  }

  private static double number(Map<String, String> info, String key, Path folder) {
    String said = key.equals("framerate") ? "frameRate" : "seqLength";
    String value = info.get(key);
    if (value == null) {
      throw new BadInput(folder.resolve(INFO) + " has no line '" + said + "=…'; add it.");
    }
    return parse(value, folder.resolve(INFO) + ": " + said);
  }

  /** By frame. */
  private record Truth(List<List<Placed>> counted, List<List<Placed>> ignored) {}

  private static Truth truth(Path file, int frames) {
    Truth truth = new Truth(empty(frames), empty(frames));
    List<Set<Long>> ids = new ArrayList<>();
    for (int i = 0; i < frames; i++) {
      ids.add(null);
    }
    int boxes = 0;
    for (Row row : rows(file, frames)) {
      if (row.isIgnored()) {
        truth.ignored().get(row.frame()).add(new Placed((long) row.number(1, 0), row.box()));
        continue;
      }
      double id = row.number(1, 0);
      if (id != Math.rint(id) || Math.abs(id) > MAX_ID) {
        throw new BadInput(row.where() + ": the id must be a whole number, not " + id + ".");
      }
      Set<Long> seen = ids.get(row.frame());
      if (seen == null) {
        seen = new HashSet<>();
        ids.set(row.frame(), seen);
      }
      if (!seen.add((long) id)) {
        throw new BadInput(
            row.where()
                + ": frame "
                + (row.frame() + 1)
                + " has id "
                + (long) id
                + " twice; give each vehicle its own.");
      }
      truth.counted().get(row.frame()).add(new Placed((long) id, row.box()));
      boxes++;
    }
    if (boxes == 0) {
      throw new BadInput(file + " has no box that counts; there is nothing to compare with.");
    }
    return truth;
  }

  private static List<List<Detection>> detections(Path file, int frames) {
    List<List<Detection>> detections = empty(frames);
    for (Row row : rows(file, frames)) {
      double score = row.number(SCORE_COLUMN, NO_SCORE);
      if (score != NO_SCORE && !(score >= 0 && score <= 1)) {
        throw new BadInput(
            row.where()
                + ": the score must be 0 to 1, or -1 for a box that has none, not "
                + score
                + "; scale the file's scores to that.");
      }
      double label = row.number(CLASS_COLUMN, -1);
      detections
          .get(row.frame())
          .add(
              new Detection(
                  label >= 0 ? "class " + (long) label : "vehicle",
                  score == NO_SCORE ? 1 : (float) score,
                  row.box()));
    }
    return detections;
  }

  /**
   * Plates that were seen, by frame, as {@code plates/plates.txt} has them: {@code
   * frame,left,top,width,height,score,text} and, where the reader says so, the text's score; a text
   * may be empty.
   *
   * @return empty lists where there is no such file
   * @throws BadInput naming file and line, when something cannot be meant
   */
  public List<List<PlateSighting>> plates(Path folder) {
    List<List<PlateSighting>> plates = empty(truth.size());
    Path file = folder.resolve(PLATES);
    if (Files.notExists(file)) {
      return plates;
    }
    for (Row row : rows(file, truth.size(), PLATE_COLUMNS)) {
      plates.get(row.frame()).add(row.plate());
    }
    return plates;
  }

  private static <T> List<List<T>> empty(int frames) {
    List<List<T>> empty = new ArrayList<>();
    for (int i = 0; i < frames; i++) {
      empty.add(new ArrayList<>());
    }
    return empty;
  }

  /**
   * A line of a file of boxes: frame, id, left, top, width, height and what may follow.
   *
   * @param frame from 0 on
   */
  private record Row(String where, int frame, String[] columns) {
    double number(int column, double otherwise) {
      return column < columns.length
          ? parse(columns[column], where + ", column " + (column + 1))
          : otherwise;
    }

    Box box() {
      return box(2);
    }

    /** By MOTChallenge's flag of what is not to be counted. */
    boolean isIgnored() {
      return number(SCORE_COLUMN, 1) == 0;
    }

    PlateSighting plate() {
      String text = columns[6].strip();
      double sure = share(7, USUAL_TEXT_SCORE);
      PlateText read = text.isEmpty() ? null : new PlateText(text, (float) sure, List.of());
      return new PlateSighting(box(1), (float) share(5, 1), PlateSighting.NO_VEHICLE, read, null);
    }

    private double share(int column, double otherwise) {
      double score = number(column, NO_SCORE);
      if (score != NO_SCORE && !(score >= 0 && score <= 1)) {
        throw new BadInput(
            where
                + ": the score must be 0 to 1, or -1 for a plate that has none, not "
                + score
                + ".");
      }
      return score == NO_SCORE ? otherwise : score;
    }

    private Box box(int first) {
      double left = place(first);
      double top = place(first + 1);
      double width = place(first + 2);
      double height = place(first + 3);
      Box box = new Box((float) left, (float) top, (float) (left + width), (float) (top + height));
      if (!(box.width() > 0 && box.height() > 0)) {
        throw new BadInput(
            where
                + ": a box needs a width and a height above 0, not "
                + width
                + " × "
                + height
                + ".");
      }
      return box;
    }

    private double place(int column) {
      double value = number(column, 0);
      if (Math.abs(value) > MAX_COORDINATE) {
        throw new BadInput(where + ": " + value + " is no pixel of a picture.");
      }
      return value;
    }
  }

  private static List<Row> rows(Path file, int frames) {
    return rows(file, frames, BOX_COLUMNS);
  }

  private static List<Row> rows(Path file, int frames, List<String> least) {
    List<Row> rows = new ArrayList<>();
    int number = 0;
    for (String line : lines(file)) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      String where = file + ", line " + number;
      String[] columns = line.split(",", -1);
      if (columns.length < least.size()) {
        throw new BadInput(
            where
                + " has "
                + columns.length
                + " columns; at least '"
                + String.join(",", least)
                + "' is needed, with commas.");
      }
      double frame = parse(columns[0], where + ", column 1");
      if (frame < 1 || frame > frames || frame != Math.rint(frame)) {
        throw new BadInput(
            where
                + ": there is no frame "
                + columns[0].strip()
                + "; frames are 1 to "
                + frames
                + " (seqLength in "
                + INFO
                + ").");
      }
      rows.add(new Row(where, (int) frame - 1, columns));
    }
    return rows;
  }

  private static List<String> lines(Path file) {
    if (Files.notExists(file)) {
      throw new BadInput(
          "There is no "
              + file
              + "; a sequence in MOT's form has "
              + INFO
              + ", "
              + TRUTH
              + " and "
              + DETECTIONS
              + ".");
    }
    String text = TextFile.read(file, MAX_MEGABYTES);
    return (text.startsWith("\ufeff") ? text.substring(1) : text).lines().toList();
  }

  private static double parse(String text, String where) {
    try {
      double value = Double.parseDouble(text.strip());
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new BadInput(where + ": '" + text.strip() + "' is no number.", e);
    }
    throw new BadInput(where + ": '" + text.strip() + "' is no number.");
  }
}
