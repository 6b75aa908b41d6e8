package io.sightline.query.web;

import io.sightline.domain.BadInput;
import io.sightline.domain.text.Nearest;
import io.sightline.query.failures.TooLarge;
import io.sightline.query.predictions.SentPicture;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.apache.tomcat.util.http.fileupload.FileItemIterator;
import org.apache.tomcat.util.http.fileupload.FileItemStream;
import org.apache.tomcat.util.http.fileupload.FileUpload;
import org.apache.tomcat.util.http.fileupload.FileUploadException;
import org.apache.tomcat.util.http.fileupload.MultipartStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Pictures in a request, and the words beside them: as a form ({@code multipart/form-data}) with
 * files, among them ZIP archives of pictures; as JSON, or a form of a page ({@code
 * application/x-www-form-urlencoded}), with base64; or one picture as the whole body.
 */
public final class PictureRequest implements AutoCloseable {
  private static final String UNNAMED = "picture";
  private static final Set<String> PICTURES =
      new LinkedHashSet<>(List.of("image", "file", "images", "files"));
  private static final int MOST_PICTURES = 100;
  private static final int MOST_PARTS = 200;
  private static final int MOST_TEXT = 1 << 20;
  private static final int MOST_OF_A_NAME = 100;
  private static final byte[] ZIP = {'P', 'K', 3, 4};

  /** Of a body, to tell a form from a picture: curl names either a form unless it is told. */
  private static final int BEGINNING = 64;

  private static final Pattern PAIRS = Pattern.compile("(?s)[A-Za-z_]+=.*");

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(64 << 20).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .build();

  private final Set<String> known;
  private final long mostOfOne;
  private final Limits limits;
  private final List<SentPicture> pictures = new ArrayList<>();
  private final Map<String, String> texts = new LinkedHashMap<>();
  private long bytes;
  private boolean batch;

  /**
   * What is taken.
   *
   * @param mostOfOne bytes of a picture
   * @param mostOfAll bytes of all together
   * @param archives whether ZIP archives are
   * @param held where it is counted what is in memory
   */
  record Limits(long mostOfOne, long mostOfAll, boolean archives, HeldBytes.Share held) {}

  private PictureRequest(Set<String> known, Limits limits) {
    this.known = known;
    this.limits = limits;
    this.mostOfOne = limits.mostOfOne();
  }

  /**
   * @param known names of the words that may stand beside the pictures
   * @throws BadInput when something in it cannot be used
   * @throws TooLarge when more is sent than is taken
   * @throws io.sightline.query.failures.Unavailable when too much is being sent by all
   */
  static PictureRequest read(HttpServletRequest request, Set<String> known, Limits limits)
      throws IOException {
    PictureRequest read = new PictureRequest(known, limits);
    try {
      read.read(request);
      return read;
    } catch (IOException | RuntimeException | Error e) {
      read.close();
      throw e;
    }
  }

  private void read(HttpServletRequest request) throws IOException {
    String type = String.valueOf(request.getContentType()).toLowerCase(Locale.ROOT);
    if (type.startsWith("multipart/form-data")) {
      form(request);
    } else if (type.startsWith("application/json")) {
      // The text, what is decoded of it, and the pictures.
      limits.held().take(2 * Math.max(0, request.getContentLengthLong()));
      json(request.getInputStream());
    } else if (type.startsWith("application/x-www-form-urlencoded")) {
      pairsOrPicture(request.getInputStream());
    } else {
      add(UNNAMED, request.getInputStream());
    }
    if (pictures.isEmpty()) {
      throw new BadInput("There is no picture in the request; send it as `image`.");
    }
  }

  /** What was sent is not needed any more. */
  @Override
  public void close() {
    limits.held().close();
  }

  /** Whether several were asked for, so that a list is answered. */
  public boolean isBatch() {
    return batch || pictures.size() > 1;
  }

  public List<SentPicture> pictures() {
    return pictures;
  }

  /** A word beside the pictures; empty where it is not there. */
  public Optional<String> text(String name) {
    return Optional.ofNullable(texts.get(name));
  }

  private void form(HttpServletRequest request) throws IOException {
    try {
      FileItemIterator parts = new FileUpload().getItemIterator(new FormBody(request));
      int count = 0;
      while (parts.hasNext()) {
        if (++count > MOST_PARTS) {
          throw new TooLarge("The form has more than " + MOST_PARTS + " parts.");
        }
        part(parts.next());
      }
    } catch (FileUploadException | MultipartStream.MalformedStreamException e) {
      throw new BadInput("The form cannot be read: " + e.getMessage(), e);
    }
  }

  private void pairsOrPicture(InputStream in) throws IOException {
    byte[] head = in.readNBytes(BEGINNING);
    InputStream all = new SequenceInputStream(new ByteArrayInputStream(head), in);
    if (PAIRS.matcher(new String(head, StandardCharsets.ISO_8859_1)).matches()) {
      byte[] form = bounded(all, 2 * textual(mostOfOne));
      // The text, what is unescaped of it, and the pictures.
      limits.held().take(2L * form.length);
      pairs(new String(form, StandardCharsets.US_ASCII));
    } else {
      add(UNNAMED, all);
    }
  }

  private void pairs(String form) {
    for (String pair : form.split("&", MOST_PARTS + 1)) {
      int equals = pair.indexOf('=');
      String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
      if (PICTURES.contains(name)) {
        // A plus that was not escaped stands for a space, which base64 does not have.
        base64(name, value.replace(' ', '+'));
      } else {
        requireKnown(name);
        text(name, value);
      }
    }
  }

  private static String decoded(String escaped) {
    try {
      return URLDecoder.decode(escaped, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new BadInput("The form cannot be read: " + e.getMessage() + ".", e);
    }
  }

  private void part(FileItemStream part) throws IOException {
    String name = String.valueOf(part.getFieldName());
    try (InputStream in = part.openStream()) {
      if (PICTURES.contains(name)) {
        if (part.isFormField()) {
          base64OrPicture(name, bounded(in, textual(mostOfOne)));
        } else {
          add(shortened(part.getName()), in);
        }
      } else {
        requireKnown(name);
        text(name, new String(bounded(in, MOST_TEXT), StandardCharsets.UTF_8));
      }
    }
  }

  /** Some clients send a file without saying that it is one. */
  private void base64OrPicture(String name, byte[] value) {
    boolean isText = true;
    for (int i = 0; i < Math.min(BEGINNING, value.length); i++) {
      isText &= value[i] >= ' ' || value[i] == '\r' || value[i] == '\n';
    }
    if (isText) {
      base64(name, new String(value, StandardCharsets.US_ASCII));
    } else {
      add(name, value);
    }
  }

  private void text(String name, String value) {
    if (texts.put(name, value) != null) {
      throw new BadInput("`" + name + "` is given twice; give it once.");
    }
  }

  private void requireKnown(String name) {
    if (!known.contains(name)) {
      Set<String> all = new LinkedHashSet<>(PICTURES);
      all.addAll(known);
      String shown = name.replaceAll("\\p{Cntrl}", "");
      throw new BadInput(
          "There is no field `"
              + shown.substring(0, Math.min(MOST_OF_A_NAME, shown.length()))
              + "` here; "
              + Nearest.hint(name, all));
    }
  }

  private static String shortened(String name) {
    if (name == null || name.isBlank()) {
      return UNNAMED;
    }
    String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    String clean = last.replaceAll("\\p{Cntrl}", "");
    return clean.length() > MOST_OF_A_NAME
        ? clean.substring(clean.length() - MOST_OF_A_NAME)
        : clean;
  }

  private static long textual(long bytes) {
    return bytes / 3 * 4 + 4096;
  }

  private byte[] bounded(InputStream in, long most) throws IOException {
    byte[] read = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 16, most + 1));
    if (read.length > most) {
      throw new TooLarge("What was sent is larger than " + most + " bytes.");
    }
    bytes += read.length;
    if (bytes > limits.mostOfAll()) {
      throw new TooLarge("The pictures are larger than " + limits.mostOfAll() + " bytes together.");
    }
    limits.held().take(read.length);
    return read;
  }

  private void add(String name, InputStream in) throws IOException {
    byte[] head = in.readNBytes(ZIP.length);
    InputStream all = new SequenceInputStream(new ByteArrayInputStream(head), in);
    if (Arrays.equals(head, ZIP)) {
      unpack(name, all);
    } else {
      add(new SentPicture(name, bounded(all, mostOfOne)));
    }
  }

  private void add(SentPicture picture) {
    if (picture.encoded().length == 0) {
      throw new BadInput(
          picture.name().equals(UNNAMED)
              ? "There is no picture in the request; send one, as its body or as `file` in a form."
              : "The picture " + picture.name() + " is empty.");
    }
    if (pictures.size() == MOST_PICTURES) {
      throw new TooLarge(
          "More than " + MOST_PICTURES + " pictures are asked at once; ask in parts.");
    }
    pictures.add(picture);
  }

  private void unpack(String name, InputStream in) throws IOException {
    if (!limits.archives()) {
      throw new BadInput("Archives are taken of people who have signed in; send single pictures.");
    }
    batch = true;
    try (ZipInputStream zip = new ZipInputStream(in, StandardCharsets.UTF_8)) {
      int entries = 0;
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (++entries > 10 * MOST_PICTURES) {
          throw new TooLarge("The archive " + name + " has too many entries.");
        }
        String file = shortened(entry.getName());
        // Also of those that are left out, since to pass them is to unpack them.
        byte[] content = bounded(zip, mostOfOne);
        if (!entry.isDirectory() && !entry.getName().startsWith("__MACOSX/") && !isHidden(file)) {
          add(new SentPicture(file, content));
        }
      }
    } catch (ZipException | EOFException e) {
      throw new BadInput("The archive " + name + " is damaged: " + e.getMessage() + ".", e);
    } catch (IllegalArgumentException e) {
      throw new BadInput(
          "The archive "
              + name
              + " has names of files that are not in UTF-8, as older programs write letters with accents; rename those, or send the pictures singly.",
          e);
    }
  }

  private static boolean isHidden(String file) {
    return file.isEmpty() || file.startsWith(".");
  }

  private void json(InputStream in) {
    JsonNode root;
    try {
      root = JSON.readTree(in);
    } catch (JacksonException e) {
      throw new BadInput("The body is no JSON: " + e.getOriginalMessage() + ".", e);
    }
    if (!root.isObject()) {
      throw new BadInput("The body should be an object with the picture in base64 as `image`.");
    }
    root.properties().forEach(each -> member(each.getKey(), each.getValue()));
  }

  private void member(String name, JsonNode value) {
    if (PICTURES.contains(name)) {
      if (value.isArray()) {
        batch = true;
        int number = 1;
        for (JsonNode each : value) {
          base64(name + "-" + number, text(name, each));
          number++;
        }
      } else {
        base64(name, text(name, value));
      }
    } else {
      requireKnown(name);
      if (!value.isNull()) {
        text(name, value.isString() ? value.asString() : value.toString());
      }
    }
  }

  private static String text(String name, JsonNode value) {
    if (!value.isString()) {
      throw new BadInput("`" + name + "` should be the picture in base64.");
    }
    return value.asString();
  }

  private void base64(String name, String text) {
    add(name, Base64Picture.decode(name, text));
  }

  private void add(String name, byte[] picture) {
    if (picture.length > mostOfOne) {
      throw new TooLarge("The picture " + name + " is larger than " + mostOfOne + " bytes.");
    }
    add(new SentPicture(name, picture));
  }

  /** Base64 of pictures, as people send it. */
  public static final class Base64Picture {
    private Base64Picture() {}

    /**
     * @param text with or without the head of a {@code data:} address
     * @throws BadInput when it is no base64
     */
    public static byte[] decode(String name, String text) {
      String plain = text.startsWith("data:") ? text.substring(text.indexOf(',') + 1) : text;
      try {
        return Base64.getMimeDecoder().decode(requireAlphabet(plain));
      } catch (IllegalArgumentException e) {
        throw new BadInput(
            "`" + name + "` is no base64 (" + e.getMessage() + "); encode the picture's bytes.", e);
      }
    }

    /** The lenient decoder, which takes line ends, would also leave out what is no base64. */
    private static String requireAlphabet(String text) {
      for (int i = 0; i < text.length(); i++) {
        char one = text.charAt(i);
        boolean fits =
            one >= 'A' && one <= 'Z'
                || one >= 'a' && one <= 'z'
                || one >= '0' && one <= '9'
                || one == '+'
                || one == '/'
                || one == '='
                || one == '\r'
                || one == '\n';
        if (!fits) {
          throw new IllegalArgumentException("an odd character at " + i);
        }
      }
      return text;
    }
  }
}
