package io.sightline.media.store;

import io.sightline.domain.BadInput;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The address of a media store: {@code file:} and a folder, or {@code s3://bucket/folder}.
 * Credentials, region and endpoint of S3 come from where the AWS SDK looks for them by default.
 */
public record MediaAddress(String url) implements Serializable {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*");

  /**
   * @throws BadInput when it is neither
   */
  public static MediaAddress of(String url) {
    if (!url.startsWith("file:") && !url.matches("s3://[a-z0-9][a-z0-9.-]*(/.*)?")) {
      throw new BadInput(
          "media.url " + url + " cannot be used; give a file: or s3://bucket/folder address.");
    }
    return new MediaAddress(url);
  }

  public static MediaAddress of(Path folder) {
    return new MediaAddress(folder.toAbsolutePath().normalize().toUri().toString());
  }

  public MediaStore open() {
    if (url.startsWith("file:")) {
      URI uri = URI.create(url);
      String path = uri.getPath() == null ? uri.getSchemeSpecificPart() : uri.getPath();
      return new FolderMediaStore(Path.of(path));
    }
    URI uri = URI.create(url);
    String folder = uri.getPath().replaceAll("^/+|/+$", "");
    return new S3MediaStore(uri.getHost(), folder);
  }

  static void requireName(String name) {
    if (!NAME.matcher(name).matches() || name.contains("..")) {
      throw new IllegalArgumentException("'" + name + "' is no name for something kept.");
    }
  }
}
