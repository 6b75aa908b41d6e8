package io.sightline.store.imports;

import io.sightline.domain.BadInput;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * The rows in a dump that mysqldump, mariadb-dump or phpMyAdmin has written: SQL with {@code CREATE
 * TABLE} and {@code INSERT INTO … VALUES}, maybe compressed by gzip. It is read as a stream, one
 * value in memory at a time, and nothing of it is executed. Source of the syntax: MySQL 8.0
 * Reference Manual, 9.1 "Literal Values" and 9.7 "Comments".
 */
public final class MySqlDump {
  /** Longer ones are no pictures of any camera; MEDIUMBLOB holds 16 MiB. */
  private static final int LONGEST_VALUE = 64 << 20;

  private static final int LONGEST_NAME = 256;
  private static final int MOST_COLUMNS = 4_096;
  private static final int BUFFER = 1 << 16;
  private static final int GZIP = 0x1f8b;
  private static final int ZIP = 'P' << Byte.SIZE | 'K';
  private static final int UTF_16_LITTLE = 0xfffe;
  private static final int UTF_16_BIG = 0xfeff;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
  private static final Pattern ZONE =
      Pattern.compile("SET\\s+TIME_ZONE\\s*=\\s*'([^']{1,64})'", Pattern.CASE_INSENSITIVE);
  private static final Pattern NAMES =
      Pattern.compile("SET\\s+NAMES\\s+'?([A-Za-z0-9_]{1,64})", Pattern.CASE_INSENSITIVE);

  /** How its texts may be encoded. Of {@code binary} they are as they were stored. */
  private static final Set<String> READ = Set.of("utf8", "utf8mb3", "utf8mb4", "binary", "ascii");

  private static final Pattern HEADER = Pattern.compile("-\\s+(MySQL|MariaDB) dump .*");
  private static final String TRAILER = "Dump completed";
  private static final Pattern DATABASE = Pattern.compile("Database: +[`']?([^`'\\s]{1,255})");

  private final PushbackInputStream in;
  private final Set<String> wanted;
  private final Rows rows;
  private final Map<String, List<String>> columns = new HashMap<>();
  private String zone;
  private String database;
  private long count;

  /** That the statements are of; null where that is not said. */
  private String current;

  /** That has what is wanted. */
  private String holder;

  /** Whether it was written with comments, of which one is the last line. */
  private boolean commented;

  private boolean completed;

  /** Is told the rows. */
  public interface Rows {
    /**
     * @param values by the columns' names in lower case; null where they are NULL. Texts are in the
     *     dump's character set, UTF-8 by default
     */
    void row(String table, Map<String, byte[]> values) throws IOException;
  }

  /**
   * What a dump says of itself.
   *
   * @param tables that it has
   * @param zone of its times; null where it does not say
   * @param database its name; null where it does not say
   */
  public record About(Set<String> tables, String zone, String database) {}

  private MySqlDump(InputStream in, Set<String> wanted, Rows rows) {
    this.in = new PushbackInputStream(in, 4);
    this.wanted = wanted;
    this.rows = rows;
  }

  /**
   * Reads a dump.
   *
   * @param wanted names of the tables whose rows are told, in lower case
   * @throws BadInput when it ends in the middle, is of several databases or in another character
   *     set than UTF-8, or is not such a dump
   */
  public static About read(InputStream in, Set<String> wanted, Rows rows) throws IOException {
    MySqlDump dump = new MySqlDump(plain(in), wanted, rows);
    try {
      dump.statements();
    } catch (EOFException e) {
      throw new BadInput(
          "The dump ends in the middle of a statement, after "
              + dump.count
              + " rows; make it anew.",
          e);
    }
    if (dump.commented && !dump.completed) {
      throw new BadInput(
          "The dump is cut off: its last line, 'Dump completed', is missing; make it anew.");
    }
    return new About(
        Set.copyOf(dump.columns.keySet()),
        dump.zone,
        dump.holder == null ? dump.database : dump.holder);
  }

  private static InputStream plain(InputStream in) throws IOException {
    PushbackInputStream first = new PushbackInputStream(in, 2);
    byte[] head = first.readNBytes(2);
    first.unread(head);
    int mark = head.length == 2 ? (head[0] & 0xff) << Byte.SIZE | head[1] & 0xff : 0;
    if (mark == UTF_16_LITTLE || mark == UTF_16_BIG) {
      throw new BadInput(
          "The dump is UTF-16, as PowerShell writes what comes through >; make it with mysqldump --result-file=DUMP.sql.");
    }
    if (mark == ZIP) {
      throw new BadInput("The dump is in a ZIP archive; unpack it first.");
    }
    InputStream plain =
        new BufferedInputStream(mark == GZIP ? new GZIPInputStream(first, BUFFER) : first, BUFFER);
    plain.mark(BYTE_ORDER_MARK.length);
    if (!Arrays.equals(plain.readNBytes(BYTE_ORDER_MARK.length), BYTE_ORDER_MARK)) {
      plain.reset();
    }
    return plain;
  }

  private int peek() throws IOException {
    int next = in.read();
    if (next >= 0) {
      in.unread(next);
    }
    return next;
  }

  private int require() throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new EOFException();
    }
    return next;
  }

  private void statements() throws IOException {
    while (skipSpace()) {
      if (peek() == ';') {
        in.read();
        continue;
      }
      String word = word();
      switch (word) {
        case "CREATE" -> create();
        case "INSERT", "REPLACE" -> insert();
        case "DELIMITER" -> skipDelimited();
        case "SET" -> set();
        case "USE" -> use();
        default -> skipStatement();
      }
    }
  }

  /**
   * @return whether anything follows
   */
  private boolean skipSpace() throws IOException {
    while (true) {
      int next = in.read();
      if (next < 0) {
        return false;
      }
      if (next == '#') {
        skipLine();
      } else if (next == '-' && peek() == '-') {
        skipLine();
      } else if (next == '/' && peek() == '*') {
        in.read();
        skipComment();
      } else if (!Character.isWhitespace(next)) {
        in.unread(next);
        return true;
      }
    }
  }

  private void skipLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      if (line.size() < BUFFER) {
        line.write(next);
      }
    }
    String text = line.toString(StandardCharsets.UTF_8);
    commented |= HEADER.matcher(text).matches();
    completed |= text.contains(TRAILER);
    Matcher named = DATABASE.matcher(text);
    if (database == null && named.find()) {
      // Which machine it was on is another with each way of asking.
      database = named.group(1);
    }
  }

  /** Servers run what stands in some comments. */
  private void skipComment() throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    int before = 0;
    for (int next = require(); before != '*' || next != '/'; next = require()) {
      if (text.size() < BUFFER) {
        text.write(next);
      }
      before = next;
    }
    noteSettings(text.toString(StandardCharsets.UTF_8));
  }

  private void noteSettings(String text) {
    Matcher names = NAMES.matcher(text);
    if (names.find() && !READ.contains(names.group(1).toLowerCase(Locale.ROOT))) {
      throw new BadInput(
          "The dump's texts are in "
              + names.group(1)
              + "; make it with --default-character-set=utf8mb4.");
    }
    Matcher set = ZONE.matcher(text.replace('"', '\''));
    // The last statements set back what was before, which is a variable and no text.
    if (zone == null && set.find()) {
      zone = set.group(1);
    }
  }

  private void set() throws IOException {
    noteSettings("SET " + new String(skipStatement(), StandardCharsets.UTF_8));
  }

  private void use() throws IOException {
    current = name();
    skipStatement();
  }

  /** What is wanted is of one database: another's tables may have the same names. */
  private void noteHolder(String table) {
    if (!wanted.contains(table) || current == null) {
      return;
    }
    if (holder != null && !holder.equals(current)) {
      throw new BadInput(
          "The dump is of several databases that have a table "
              + table
              + " ("
              + holder
              + ", "
              + current
              + "); make it of one: mysqldump "
              + holder
              + ".");
    }
    holder = current;
  }

  /** Letters, digits and _; in upper case. Empty where there is none. */
  private String word() throws IOException {
    StringBuilder word = new StringBuilder();
    int next = in.read();
    while (next >= 0 && (Character.isLetterOrDigit(next) || next == '_' || next == '$')) {
      if (word.length() < LONGEST_NAME) {
        word.append((char) next);
      }
      next = in.read();
    }
    if (next >= 0) {
      in.unread(next);
    }
    return word.toString().toUpperCase(Locale.ROOT);
  }

  /** A table's or column's, in lower case; the last part of one with parts. */
  private String name() throws IOException {
    while (true) {
      requireMore(skipSpace());
      String name = part();
      if (peek() != '.') {
        return name.toLowerCase(Locale.ROOT);
      }
      in.read();
    }
  }

  private String part() throws IOException {
    int first = require();
    if (first == '`' || first == '"') {
      return new String(quoted(first, LONGEST_NAME), StandardCharsets.UTF_8);
    }
    in.unread(first);
    String word = word();
    if (word.isEmpty()) {
      throw new BadInput("The dump holds '" + (char) first + "' where a name should stand.");
    }
    return word;
  }

  private static void requireMore(boolean there) throws IOException {
    if (!there) {
      throw new EOFException();
    }
  }

  private void expect(char wantedNext) throws IOException {
    requireMore(skipSpace());
    int next = require();
    if (next != wantedNext) {
      throw new BadInput(
          "The dump holds '" + (char) next + "' where '" + wantedNext + "' should stand.");
    }
  }

  /** What stands before the mark that has opened it; its bytes beyond a number are left out. */
  private byte[] quoted(int mark, int most) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    while (true) {
      int next = require();
      if (next == mark) {
        if (peek() != mark) {
          return text.toByteArray();
        }
        in.read();
      } else if (next == '\\' && mark != '`') {
        next = unescaped(require());
      }
      if (text.size() < most) {
        text.write(next);
      }
    }
  }

  private static int unescaped(int letter) {
    return switch (letter) {
      case '0' -> 0;
      case 'b' -> '\b';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'Z' -> 0x1a;
      default -> letter;
    };
  }

  /** To its end; what stands outside of quotes and comments, as far as it is short. */
  private byte[] skipStatement() throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    while (true) {
      int next = in.read();
      if (next < 0 || next == ';') {
        return text.toByteArray();
      }
      if (next == '\'' || next == '"' || next == '`') {
        text.write(next);
        text.writeBytes(quoted(next, Math.max(0, BUFFER - text.size())));
        text.write(next);
      } else if (next == '/' && peek() == '*') {
        in.read();
        skipComment();
      } else if (text.size() < BUFFER) {
        text.write(next);
      }
    }
  }

  /** Triggers and procedures stand between marks of their own. */
  private void skipDelimited() throws IOException {
    String mark = line();
    while (!mark.equals(";")) {
      String line = line();
      if (line == null) {
        throw new EOFException();
      }
      if (line.toUpperCase(Locale.ROOT).startsWith("DELIMITER ")) {
        mark = line.substring("DELIMITER ".length()).strip();
      }
    }
  }

  /** Null at the end. */
  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    if (next < 0) {
      return null;
    }
    for (; next >= 0 && next != '\n'; next = in.read()) {
      if (line.size() < BUFFER) {
        line.write(next);
      }
    }
    return line.toString(StandardCharsets.UTF_8).strip();
  }

  private void create() throws IOException {
    requireMore(skipSpace());
    String what = word();
    if (what.equals("TEMPORARY")) {
      requireMore(skipSpace());
      what = word();
    }
    if (!what.equals("TABLE")) {
      skipStatement();
      return;
    }
    String table = name();
    if (table.equals("if")) {
      // IF NOT EXISTS
      name();
      name();
      table = name();
      if (table.equals("exists")) {
        table = name();
      }
    }
    noteHolder(table);
    requireMore(skipSpace());
    if (peek() == '(') {
      in.read();
      columns.put(table, definitions());
    }
    skipStatement();
  }

  private List<String> definitions() throws IOException {
    List<String> names = new ArrayList<>();
    while (true) {
      requireMore(skipSpace());
      boolean quoted = peek() == '`' || peek() == '"';
      String name = name();
      boolean isColumn = quoted || !isKey(name);
      if (isColumn && names.size() < MOST_COLUMNS) {
        names.add(name);
      }
      if (!skipDefinition()) {
        return names;
      }
    }
  }

  private static boolean isKey(String word) {
    return Set.of(
            "primary",
            "key",
            "unique",
            "index",
            "constraint",
            "fulltext",
            "spatial",
            "foreign",
            "check",
            "period")
        .contains(word);
  }

  /**
   * @return whether another one follows
   */
  private boolean skipDefinition() throws IOException {
    int depth = 0;
    while (true) {
      int next = require();
      if (next == '\'' || next == '"' || next == '`') {
        quoted(next, 0);
      } else if (next == '/' && peek() == '*') {
        in.read();
        skipComment();
      } else if (next == '(') {
        depth++;
      } else if (next == ')') {
        if (depth == 0) {
          return false;
        }
        depth--;
      } else if (next == ',' && depth == 0) {
        return true;
      }
    }
  }

  private void insert() throws IOException {
    String table = name();
    while (Set.of("ignore", "into", "delayed", "low_priority", "high_priority").contains(table)) {
      table = name();
    }
    if (!wanted.contains(table)) {
      skipStatement();
      return;
    }
    noteHolder(table);
    List<String> names = columns.get(table);
    requireMore(skipSpace());
    if (peek() == '(') {
      in.read();
      names = new ArrayList<>();
      do {
        names.add(name());
        requireMore(skipSpace());
      } while (names.size() < MOST_COLUMNS && comma());
    }
    requireMore(skipSpace());
    String values = word();
    if (!values.equals("VALUES") && !values.equals("VALUE")) {
      throw new BadInput(
          "The dump fills the table "
              + table
              + " otherwise than by VALUES; make it with mysqldump.");
    }
    if (names == null) {
      throw new BadInput(
          "The dump does not say which columns the table "
              + table
              + " has; make it with its CREATE TABLE statements, or with --complete-insert.");
    }
    columns.putIfAbsent(table, names);
    do {
      tuple(table, names);
      requireMore(skipSpace());
    } while (peek() == ',' && in.read() >= 0);
    // ON DUPLICATE KEY UPDATE, or nothing.
    skipStatement();
  }

  /** Whether a comma follows, and not the end of a list; it is taken. */
  private boolean comma() throws IOException {
    int next = require();
    if (next != ',' && next != ')') {
      throw new BadInput("The dump holds '" + (char) next + "' in a list.");
    }
    return next == ',';
  }

  private void tuple(String table, List<String> names) throws IOException {
    expect('(');
    Map<String, byte[]> row = new LinkedHashMap<>();
    int place = 0;
    do {
      byte[] value = value();
      if (place < names.size()) {
        row.put(names.get(place), value);
      }
      place++;
      requireMore(skipSpace());
    } while (comma());
    if (place != names.size()) {
      throw new BadInput(
          "A row of the table %s has %d values for %d columns."
              .formatted(table, place, names.size()));
    }
    count++;
    rows.row(table, row);
  }

  private byte[] value() throws IOException {
    requireMore(skipSpace());
    int next = require();
    if (next == '\'' || next == '"') {
      return text(next);
    }
    if (next == '-' || next == '+' || next == '.') {
      return ((char) next + number()).getBytes(StandardCharsets.US_ASCII);
    }
    in.unread(next);
    if (Character.isDigit(next)) {
      return numberOrBytes();
    }
    String word = word();
    requireMore(skipSpace());
    if (word.equals("NULL")) {
      return null;
    }
    boolean string = peek() == '\'' || peek() == '"';
    if (word.equals("X") && string) {
      return bytes(new String(text(in.read()), StandardCharsets.US_ASCII));
    }
    // _binary, _utf8mb4 and the like say how the bytes are meant.
    if ((word.startsWith("_") || word.equals("N")) && string) {
      return text(in.read());
    }
    if (word.startsWith("_") && peek() == '0') {
      return numberOrBytes();
    }
    if (word.equals("TRUE") || word.equals("FALSE")) {
      return (word.equals("TRUE") ? "1" : "0").getBytes(StandardCharsets.US_ASCII);
    }
    throw new BadInput(
        word.isEmpty()
            ? "The dump holds '" + (char) next + "' where a value should stand."
            : "The dump holds the word " + word + " where a value should stand.");
  }

  private byte[] text(int mark) throws IOException {
    byte[] text = quoted(mark, LONGEST_VALUE + 1);
    requireShort(text.length);
    return text;
  }

  private static void requireShort(int length) {
    if (length > LONGEST_VALUE) {
      throw new BadInput("The dump holds a value of more than " + LONGEST_VALUE + " bytes.");
    }
  }

  private String number() throws IOException {
    StringBuilder number = new StringBuilder();
    int next = in.read();
    while (next >= 0 && "0123456789.eE+-".indexOf(next) >= 0 && number.length() < LONGEST_NAME) {
      number.append((char) next);
      next = in.read();
    }
    if (next >= 0) {
      in.unread(next);
    }
    return number.toString();
  }

  private byte[] numberOrBytes() throws IOException {
    int first = in.read();
    if (first == '0' && (peek() == 'x' || peek() == 'X')) {
      in.read();
      ByteArrayOutputStream digits = new ByteArrayOutputStream();
      int next = in.read();
      while (next >= 0 && Character.digit(next, 16) >= 0) {
        digits.write(next);
        requireShort(digits.size() / 2);
        next = in.read();
      }
      if (next >= 0) {
        in.unread(next);
      }
      return bytes(digits.toString(StandardCharsets.US_ASCII));
    }
    return ((char) first + number()).getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] bytes(String digits) {
    String even = digits.length() % 2 == 0 ? digits : "0" + digits;
    byte[] bytes = new byte[even.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      int high = Character.digit(even.charAt(2 * i), 16);
      int low = Character.digit(even.charAt(2 * i + 1), 16);
      if (high < 0 || low < 0) {
        throw new BadInput("The dump holds a hexadecimal value with other letters than 0 to F.");
      }
      bytes[i] = (byte) (high << 4 | low);
    }
    return bytes;
  }
}
