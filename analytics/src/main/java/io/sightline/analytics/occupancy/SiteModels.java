package io.sightline.analytics.occupancy;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Which model looked last through each camera of a site: SHA-256, empty for none. */
final class SiteModels {
  private final Map<String, String> byCamera = new HashMap<>();
  private final TreeMap<String, Integer> cameras = new TreeMap<>();
  private String all = "";

  void looked(String camera, String model) {
    if (model.isEmpty() || model.equals(byCamera.get(camera))) {
      return;
    }
    String before = byCamera.put(camera, model);
    if (before != null) {
      cameras.computeIfPresent(before, (key, count) -> count == 1 ? null : count - 1);
    }
    cameras.merge(model, 1, Integer::sum);
    all = String.join(",", cameras.keySet());
  }

  String of(String camera) {
    return byCamera.getOrDefault(camera, "");
  }

  /** Every model that looked, in the order of their hashes. */
  String all() {
    return all;
  }
}
