package io.sightline.models.runtime;

import io.sightline.domain.BadInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** Files that lie where weights should and are something else. */
final class NoWeights {
  private static final int HEAD = 512;

  /** The form that PyTorch saves in, and where others put several files into one. */
  private static final String ZIP = "PK\3\4";

  private static final String LFS = "version https://git-lfs.github.com/spec/";

  private NoWeights() {}

  /**
   * @throws BadInput when the file cannot be read or is known not to be what its name says
   */
  static void refuse(Path file) {
    byte[] head = new byte[HEAD];
    int length;
    try (InputStream in = Files.newInputStream(file)) {
      length = in.readNBytes(head, 0, HEAD);
    } catch (IOException e) {
      throw new BadInput("The model file " + file + " cannot be read: " + e.getMessage() + ".", e);
    }
    String is = is(new String(Arrays.copyOf(head, length), StandardCharsets.ISO_8859_1));
    if (is != null) {
      throw new BadInput("The model file " + file + " " + is + ".");
    }
  }

  /** Null for what may be weights. */
  private static String is(String head) {
    if (head.isEmpty()) {
      return "is empty; fetch or export it again";
    }
    if (head.startsWith(LFS)) {
      return "is a pointer of Git LFS and not the weights; fetch them with `git lfs pull`";
    }
    if (head.startsWith(ZIP)) {
      return "is a ZIP archive, such as PyTorch's .pt files are, and no ONNX file; unpack it, or"
          + " export the model to ONNX";
    }
    // A byte order mark as it looks byte by byte.
    String text = head.replaceFirst("^ï»¿", "").stripLeading().toLowerCase(Locale.ROOT);
    if (text.startsWith("<!doctype") || text.startsWith("<html") || text.startsWith("<?xml")) {
      return "is a web page and not the weights; download the file itself (on many hosts by a link"
          + " named `raw` or `download`)";
    }
    return null;
  }
}
