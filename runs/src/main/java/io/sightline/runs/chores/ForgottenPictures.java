package io.sightline.runs.chores;

import io.sightline.domain.runs.RunName;
import io.sightline.media.store.EvidenceNames;
import io.sightline.media.store.MediaAddress;
import io.sightline.media.store.MediaStore;
import io.sightline.store.plates.EvidenceRows;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Deletes pictures that no fact names: of the live run those of frames that were lost when the job
 * was killed, of facts that were taken back then, and of facts that were kept long enough; of other
 * runs those whose facts were kept long enough, and all of runs that are no more. Not for use by
 * several threads.
 */
final class ForgottenPictures {
  /** Younger ones may be of tracks of which no row is written yet. */
  private static final Duration LEAST_AGE = Duration.ofDays(1);

  private static final int AT_ONCE = 1_000;
  private static final Pattern PLACE = Pattern.compile("crops/([^/]+)/(.+)");

  /** Names that are none of ours and were there at the last look: what a kill left half written. */
  private Set<String> odd = Set.of();

  /**
   * @return how many were deleted
   */
  int delete(MediaAddress address, JdbcClient jdbc, Instant now) throws IOException {
    EvidenceRows evidence = new EvidenceRows(jdbc);
    int deleted = 0;
    try (MediaStore store = address.open()) {
      Map<String, List<String>> kept = kept(store);
      // Asked after the look, so that a run that began meanwhile is not among them.
      Set<String> ended = evidence.ended(kept.keySet());
      Set<String> oddNow = new HashSet<>();
      for (Map.Entry<String, List<String>> run : kept.entrySet()) {
        List<String> candidates = new ArrayList<>();
        for (String crop : run.getValue()) {
          boolean ours = EvidenceNames.millis(crop).isPresent();
          if (!ours && !odd.contains(run.getKey() + "/" + crop)) {
            oddNow.add(run.getKey() + "/" + crop);
          } else if (isOver(run.getKey(), crop, ours, ended, now)) {
            candidates.add(crop);
          }
        }
        deleted += delete(store, evidence, run.getKey(), candidates);
      }
      odd = oddNow;
    }
    return deleted;
  }

  /** By run. */
  private static Map<String, List<String>> kept(MediaStore store) throws IOException {
    Map<String, List<String>> kept = new TreeMap<>();
    for (String name : store.names("crops")) {
      Matcher place = PLACE.matcher(name);
      if (place.matches()) {
        kept.computeIfAbsent(place.group(1), run -> new ArrayList<>()).add(place.group(2));
      }
    }
    return kept;
  }

  /** A run that goes on may yet name what it keeps; the live one does so within a day. */
  private static boolean isOver(
      String run, String crop, boolean ours, Set<String> ended, Instant now) {
    if (!run.equals(RunName.LIVE)) {
      return ended.contains(run);
    }
    return !ours || EvidenceNames.millis(crop).orElseThrow() < now.minus(LEAST_AGE).toEpochMilli();
  }

  private static int delete(MediaStore store, EvidenceRows evidence, String run, List<String> crops)
      throws IOException {
    int deleted = 0;
    for (int from = 0; from < crops.size(); from += AT_ONCE) {
      List<String> part = crops.subList(from, Math.min(crops.size(), from + AT_ONCE));
      Set<String> named = evidence.named(run, part);
      for (String crop : part) {
        if (!named.contains(crop)) {
          store.delete(EvidenceNames.of(run, crop));
          deleted++;
        }
      }
    }
    return deleted;
  }
}
