package io.sightline.query.web;

import java.util.Map;
import java.util.Set;

/**
 * Where CarWatch's clients ask: what goes wrong there also says so in their form, and their cookie
 * is taken there and nowhere else.
 */
final class CarWatchPaths {
  private static final Set<String> RECORDS =
      Set.of("/api/upload_image", "/api/history", "/api/plate", "/api/fetch_img");

  private CarWatchPaths() {}

  /** Whether a path is one of theirs. */
  static boolean has(String path) {
    return path != null && (path.startsWith("/auth/") || RECORDS.contains(path));
  }

  /** What their clients look for in an answer. */
  static Map<String, Object> failure(String message) {
    return Map.of("success", false, "message", message);
  }
}
