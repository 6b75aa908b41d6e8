package io.sightline.store.analytics;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The value of a column as the name of a folder, as Hive and all that read its folders have it. */
final class FolderName {
  private FolderName() {}

  static String of(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
