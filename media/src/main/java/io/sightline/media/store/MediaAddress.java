package io.sightline.media.store;

import io.sightline.domain.BadInput;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a media store: {@code file:} and a folder as it is, or {@code s3://bucket/folder}.
 * Credentials, region and endpoint of S3 come from where the AWS SDK looks for them by default.
 */
public record MediaAddress(String url) implements Serializable {
  private static final String FILE = "file:";
  private static final Pattern S3 = Pattern.compile("s3://([a-z0-9][a-z0-9.-]+)(?:/(.*?))?/*");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*");

  /**
   * @throws BadInput when it is neither
   */
  public static MediaAddress of(String url) {
    boolean folder = url.startsWith(FILE) && url.length() > FILE.length();
    if (!folder && !S3.matcher(url).matches()) {
      throw new BadInput(
          "media.url " + url + " cannot be used; give file:/folder or s3://bucket/folder.");
    }
    return new MediaAddress(url);
  }

  public static MediaAddress of(Path folder) {
    return new MediaAddress(FILE + folder.toAbsolutePath().normalize());
  }

  /** The folder on this machine; empty for a bucket. */
  public Optional<Path> folder() {
    return url.startsWith(FILE)
        ? Optional.of(Path.of(url.substring(FILE.length())).toAbsolutePath().normalize())
        : Optional.empty();
  }

  public MediaStore open() {
    if (folder().isPresent()) {
      return new FolderMediaStore(folder().get());
    }
    Matcher bucket = S3.matcher(url);
    if (!bucket.matches()) {
      throw new IllegalStateException(url + " is no address of a media store.");
    }
    return new S3MediaStore(bucket.group(1), bucket.group(2) == null ? "" : bucket.group(2));
  }

  /** Whether something can be kept under a name; a folder may hold what others put there. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches() && !name.contains("..");
  }

  static void requireName(String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException("'" + name + "' is no name for something kept.");
    }
  }
}
