package io.sightline.store.runs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * What must be the same when a run is taken up again, for its ledger to be that of an undisturbed
 * run.
 *
 * @param layout hash of the site's layout, sampling included
 * @param footage by camera: its files, their sizes and a hash of each one's ends, and its start
 * @param models by camera: id, SHA-256 of the weights, and a digest of what the manifest makes of
 *     them
 * @param fromRun the run whose stored observations are used; null for footage
 * @param runtime what looks: provider and version of ONNX Runtime, threads a call
 * @param statements number of the newest statement of people about the site that the run knows,
 *     however many there are when it is taken up again
 */
public record RunIdentity(
    String layout,
    Map<String, String> footage,
    Map<String, String> models,
    String fromRun,
    String runtime,
    long statements) {

  /** Where nobody has said anything. */
  public RunIdentity(
      String layout,
      Map<String, String> footage,
      Map<String, String> models,
      String fromRun,
      String runtime) {
    this(layout, footage, models, fromRun, runtime, 0);
  }

  /** The same, knowing what people have said. */
  public RunIdentity knowing(long statements) {
    return new RunIdentity(layout, footage, models, fromRun, runtime, statements);
  }

  /** What differs, in words; empty when nothing does. */
  public List<String> differencesFrom(RunIdentity other) {
    List<String> differences = new ArrayList<>();
    if (!layout.equals(other.layout)) {
      differences.add("the site file");
    }
    differingCameras(footage, other.footage)
        .forEach(camera -> differences.add("the footage or start of camera '" + camera + "'"));
    differingCameras(models, other.models)
        .forEach(camera -> differences.add("the model of camera '" + camera + "'"));
    if (!Objects.equals(fromRun, other.fromRun)) {
      differences.add("--from-run");
    }
    if (!runtime.equals(other.runtime)) {
      differences.add("the runtime (" + other.runtime + " then, " + runtime + " now)");
    }
    return differences;
  }

  private static List<String> differingCameras(Map<String, String> now, Map<String, String> then) {
    TreeSet<String> cameras = new TreeSet<>(now.keySet());
    cameras.addAll(then.keySet());
    return cameras.stream()
        .filter(camera -> !Objects.equals(now.get(camera), then.get(camera)))
        .toList();
  }
}
