package io.sightline.models.runtime;

import io.sightline.domain.BadInput;
import io.sightline.domain.yaml.YamlDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Class names as exporters write them into an ONNX file: a dict or list as Python prints it, the
 * same in JSON, or lines {@code 0: car}.
 */
final class NamesText {
  /** More classes than any detector knows; a number beyond it is no number of a class. */
  private static final int MOST = 100_000;

  private final String text;
  private int at;

  private NamesText(String text) {
    this.text = text;
  }

  /**
   * The names in the order of the classes, which are numbered from 0 without gaps.
   *
   * @return empty when the text cannot be read so
   */
  static Optional<List<String>> parse(String text) {
    String plain = text.strip();
    if (plain.isEmpty()) {
      return Optional.empty();
    }
    try {
      return "{[(".indexOf(plain.charAt(0)) >= 0
          ? Optional.of(new NamesText(plain).literal())
          : lines(plain);
    } catch (Unreadable e) {
      return Optional.empty();
    }
  }

  private static Optional<List<String>> lines(String text) {
    try {
      Map<Integer, String> byNumber = new TreeMap<>();
      YamlDocument.parse("names", text)
          .entries()
          .forEach((number, name) -> byNumber.put(number(number), name.asText()));
      return Optional.of(whole(byNumber));
    } catch (BadInput e) {
      return Optional.empty();
    }
  }

  private List<String> literal() {
    char open = next();
    List<String> names = open == '{' ? dict() : list(open == '[' ? ']' : ')');
    skipSpace();
    if (at < text.length()) {
      throw new Unreadable();
    }
    return names;
  }

  private List<String> dict() {
    Map<Integer, String> byNumber = new TreeMap<>();
    while (!closes('}')) {
      int number = isQuoteNext() ? number(quoted()) : number(bare());
      require(':');
      if (byNumber.put(number, value()) != null) {
        throw new Unreadable();
      }
      comma('}');
    }
    return whole(byNumber);
  }

  private List<String> list(char close) {
    List<String> names = new ArrayList<>();
    while (!closes(close)) {
      names.add(value());
      comma(close);
    }
    if (names.isEmpty() || names.size() > MOST) {
      throw new Unreadable();
    }
    return List.copyOf(names);
  }

  private static List<String> whole(Map<Integer, String> byNumber) {
    int classes = byNumber.size();
    boolean gaps = byNumber.keySet().stream().anyMatch(number -> number >= classes);
    if (classes == 0 || classes > MOST || gaps) {
      throw new Unreadable();
    }
    return List.copyOf(byNumber.values());
  }

  private static int number(String digits) {
    if (!digits.matches("\\d{1,6}")) {
      throw new Unreadable();
    }
    return Integer.parseInt(digits);
  }

  /** A name; some data sets' classes are called by numbers, which are printed without quotes. */
  private String value() {
    return isQuoteNext() ? quoted() : bare();
  }

  private boolean isQuoteNext() {
    skipSpace();
    // Python 2 marked its Unicode texts.
    if (at + 1 < text.length() && text.charAt(at) == 'u' && isQuote(text.charAt(at + 1))) {
      at++;
    }
    return at < text.length() && isQuote(text.charAt(at));
  }

  private static boolean isQuote(char c) {
    return c == '\'' || c == '"';
  }

  private String bare() {
    int from = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || "._-+".indexOf(text.charAt(at)) >= 0)) {
      at++;
    }
    if (from == at) {
      throw new Unreadable();
    }
    return text.substring(from, at);
  }

  private String quoted() {
    char quote = next();
    StringBuilder name = new StringBuilder();
    for (char c = next(); c != quote; c = next()) {
      if (c == '\\') {
        escaped(name);
      } else {
        name.append(c);
      }
    }
    return name.toString();
  }

  private void escaped(StringBuilder name) {
    char c = next();
    switch (c) {
      case 'a' -> name.append('\u0007');
      case 'b' -> name.append('\b');
      case 'f' -> name.append('\f');
      case 'n' -> name.append('\n');
      case 'r' -> name.append('\r');
      case 't' -> name.append('\t');
      case 'v' -> name.append('\u000b');
      case '\\', '\'', '"', '/' -> name.append(c);
      case 'x' -> name.appendCodePoint(hexadecimal(2));
      // JSON writes what lies beyond 16 bits as two of these, and so does Java.
      case 'u' -> name.append((char) hexadecimal(4));
      case 'U' -> name.appendCodePoint(codePoint(hexadecimal(8)));
      case '0', '1', '2', '3', '4', '5', '6', '7' -> name.append(octal(c));
      default -> throw new Unreadable();
    }
  }

  private int hexadecimal(int digits) {
    String hex = text.substring(at, Math.min(text.length(), at + digits));
    if (!hex.matches("[0-9a-fA-F]{" + digits + "}")) {
      throw new Unreadable();
    }
    at += digits;
    return (int) Long.parseLong(hex, 16);
  }

  private static int codePoint(int number) {
    if (!Character.isValidCodePoint(number)) {
      throw new Unreadable();
    }
    return number;
  }

  private char octal(char first) {
    int value = Character.digit(first, 8);
    for (int i = 0;
        i < 2 && at < text.length() && Character.digit(text.charAt(at), 8) >= 0;
        i++, at++) {
      value = value * 8 + Character.digit(text.charAt(at), 8);
    }
    return (char) value;
  }

  private boolean closes(char close) {
    skipSpace();
    boolean closes = at < text.length() && text.charAt(at) == close;
    at += closes ? 1 : 0;
    return closes;
  }

  /** Between two entries, and, if somebody likes, after the last. */
  private void comma(char close) {
    skipSpace();
    if (at < text.length() && text.charAt(at) == close) {
      return;
    }
    require(',');
  }

  private void require(char wanted) {
    skipSpace();
    if (next() != wanted) {
      throw new Unreadable();
    }
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private char next() {
    if (at >= text.length()) {
      throw new Unreadable();
    }
    return text.charAt(at++);
  }

  /** The text is none of the forms. */
  private static final class Unreadable extends RuntimeException {
    Unreadable() {
      super("unreadable", null, false, false);
    }
  }
}
