package io.sightline.query.web.anpr;

import io.sightline.domain.BadInput;
import io.sightline.domain.text.Nearest;
import io.sightline.query.failures.TooLarge;
import io.sightline.query.web.FormBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.tomcat.util.http.fileupload.FileItemIterator;
import org.apache.tomcat.util.http.fileupload.FileItemStream;
import org.apache.tomcat.util.http.fileupload.FileUpload;
import org.apache.tomcat.util.http.fileupload.FileUploadException;
import org.apache.tomcat.util.http.fileupload.MultipartStream;

/** A form with a video as {@code file}, which goes to a file at once, and words beside it. */
final class VideoForm {
  private static final String FILE = "file";
  private static final int MOST_PARTS = 20;
  private static final int MOST_TEXT = 1_000;

  private final Set<String> known;
  private final Path target;
  private final long most;
  private final Map<String, String> texts = new LinkedHashMap<>();
  private String name;

  private VideoForm(Set<String> known, Path target, long most) {
    this.known = known;
    this.target = target;
    this.most = most;
  }

  /**
   * @param known names of the words that may stand beside the video
   * @param target where the video goes
   * @param most bytes of it
   * @throws BadInput when something in the form cannot be used
   * @throws TooLarge when the video is larger
   */
  static VideoForm read(HttpServletRequest request, Set<String> known, Path target, long most)
      throws IOException {
    if (request.getContentType() == null
        || !request
            .getContentType()
            .toLowerCase(java.util.Locale.ROOT)
            .startsWith("multipart/form-data")) {
      throw new BadInput("Send a form (multipart/form-data) with the video as `file`.");
    }
    VideoForm form = new VideoForm(known, target, most);
    try {
      FileItemIterator parts = new FileUpload().getItemIterator(new FormBody(request));
      int count = 0;
      while (parts.hasNext()) {
        if (++count > MOST_PARTS) {
          throw new TooLarge("The form has more than " + MOST_PARTS + " parts.");
        }
        form.part(parts.next());
      }
    } catch (FileUploadException | MultipartStream.MalformedStreamException e) {
      throw new BadInput("The form cannot be read: " + e.getMessage(), e);
    }
    if (form.name == null) {
      throw new BadInput("There is no video in the form; send it as `file`.");
    }
    return form;
  }

  private void part(FileItemStream part) throws IOException {
    String field = String.valueOf(part.getFieldName());
    try (InputStream in = part.openStream()) {
      if (field.equals(FILE)) {
        if (name != null) {
          throw new BadInput("One video at a time; send others by themselves.");
        }
        name = part.getName() == null ? "" : part.getName();
        keep(in);
      } else if (known.contains(field)) {
        texts.put(field, new String(in.readNBytes(MOST_TEXT), StandardCharsets.UTF_8).strip());
      } else {
        Set<String> all = new TreeSet<>(known);
        all.add(FILE);
        throw new BadInput(
            "There is no field '" + field + "' in the form; " + Nearest.hint(field, all));
      }
    }
  }

  private void keep(InputStream in) throws IOException {
    long bytes = 0;
    try (OutputStream out = Files.newOutputStream(target)) {
      byte[] some = new byte[1 << 16];
      for (int read = in.read(some); read >= 0; read = in.read(some)) {
        bytes += read;
        if (bytes > most) {
          throw new TooLarge("The video is larger than " + most + " bytes.");
        }
        out.write(some, 0, read);
      }
    }
    if (bytes == 0) {
      throw new BadInput("The video is empty.");
    }
  }

  /** Of the file, as it was sent. */
  String name() {
    return name;
  }

  /** A word beside the video; empty where it is not there. */
  Optional<String> text(String field) {
    return Optional.ofNullable(texts.get(field)).filter(text -> !text.isEmpty());
  }
}
