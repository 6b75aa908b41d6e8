package io.sightline.runs.chores;

import io.sightline.domain.runs.RunName;
import io.sightline.media.store.EvidenceNames;
import io.sightline.media.store.MediaAddress;
import io.sightline.media.store.MediaStore;
import io.sightline.store.plates.EvidenceRows;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Deletes pictures of the live run that no fact names: those of frames that were lost when the job
 * was killed, and of facts that were taken back then.
 */
final class ForgottenPictures {
  /** Younger ones may be of tracks of which no row is written yet. */
  private static final Duration LEAST_AGE = Duration.ofDays(1);

  private static final int AT_ONCE = 1_000;
  private static final Pattern NAME = Pattern.compile(".*/(\\d+)-\\d+\\.jpg");

  private ForgottenPictures() {}

  /**
   * @return how many were deleted
   */
  static int delete(MediaAddress address, JdbcClient jdbc, Instant now) throws IOException {
    EvidenceRows evidence = new EvidenceRows(jdbc);
    int deleted = 0;
    long latest = now.minus(LEAST_AGE).toEpochMilli();
    String folder = EvidenceNames.folder(RunName.LIVE);
    try (MediaStore store = address.open()) {
      List<String> old =
          store.names(folder).stream()
              .map(name -> name.substring(folder.length() + 1))
              .filter(name -> isOlder(name, latest))
              .toList();
      for (int from = 0; from < old.size(); from += AT_ONCE) {
        List<String> part = old.subList(from, Math.min(old.size(), from + AT_ONCE));
        Set<String> named = evidence.named(RunName.LIVE, part);
        for (String crop : part) {
          if (!named.contains(crop)) {
            store.delete(EvidenceNames.of(RunName.LIVE, crop));
            deleted++;
          }
        }
      }
    }
    return deleted;
  }

  /** A name that is none of ours is what a killed process left half written. */
  private static boolean isOlder(String crop, long latestMillis) {
    Matcher name = NAME.matcher("/" + crop);
    return !name.matches() || Long.parseLong(name.group(1)) < latestMillis;
  }
}
