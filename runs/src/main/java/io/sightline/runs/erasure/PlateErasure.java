package io.sightline.runs.erasure;

import io.sightline.domain.messages.KafkaBrokers;
import io.sightline.domain.runs.RunName;
import io.sightline.media.store.EvidenceNames;
import io.sightline.media.store.ExportNames;
import io.sightline.media.store.MediaAddress;
import io.sightline.media.store.MediaStore;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.erasure.ErasedMinutes;
import io.sightline.store.erasure.ErasedMinutes.Track;
import io.sightline.store.erasure.ErasureWork;
import io.sightline.store.erasure.ErasureWork.Open;
import io.sightline.store.erasure.ErasureWork.Position;
import io.sightline.store.facts.FactKinds;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Does what erasures ask for: facts first, which everybody sees, then the log and its pictures,
 * texts, and topics. Each step is small, and done again it changes nothing, so that whoever comes
 * next goes on where it was broken off. Not for use by several threads.
 */
public final class PlateErasure {
  private static final Logger LOG = LoggerFactory.getLogger(PlateErasure.class);

  /** Those who remember tombstones ask for new ones each second, and write what they hold soon. */
  private static final int SETTLED_SECONDS = 3;

  private static final int TRACKS_AT_ONCE = 100;

  private final DatabaseAddress database;
  private final MediaAddress media;
  private final KafkaBrokers kafka;

  /** The last track that was tried; null where the next round begins. */
  private Track tried;

  /** How many tracks of this round cannot be followed for now. */
  private long refused;

  /** How many it were in the round before. */
  private long said;

  /** Why the last of them cannot be. */
  private String why;

  /**
   * @param media where pictures are kept
   * @param kafka brokers that hold the topics; null where there are none
   */
  public PlateErasure(DatabaseAddress database, MediaAddress media, KafkaBrokers kafka) {
    this.database = database;
    this.media = media;
    this.kafka = kafka;
  }

  /**
   * Does all that there is to do now.
   *
   * @param jdbc of one connection, each statement of which is a transaction
   * @throws IOException when pictures of one erasure cannot be deleted, after the others are done;
   *     the rest is done next time
   */
  public void work(JdbcClient jdbc) throws IOException {
    ErasureWork work = new ErasureWork(jdbc, FactKinds.PRODUCT);
    ErasedMinutes minutes = new ErasedMinutes(jdbc);
    List<Open> open = work.open(SETTLED_SECONDS);
    if (open.isEmpty() && minutes.tracks(null, 1).isEmpty()) {
      endRound();
      return;
    }
    try (MediaStore pictures = media.open()) {
      LogErasure log = new LogErasure(database, minutes, pictures);
      IOException failed = null;
      for (Open erasure : open) {
        try {
          erase(erasure, work, minutes, log, pictures);
        } catch (IOException e) {
          work.trouble(erasure, e.getMessage());
          failed = e;
        }
      }
      if (failed != null) {
        throw failed;
      }
      tracks(minutes, log);
    }
  }

  private void erase(
      Open erasure, ErasureWork work, ErasedMinutes minutes, LogErasure log, MediaStore pictures)
      throws IOException {
    if (work.held(erasure).isPresent()) {
      return;
    }
    work.facts(erasure);
    work.texts(erasure);
    work.recordedPictures(
        erasure, picture -> pictures.delete(EvidenceNames.of(RunName.LIVE, picture)));
    work.exports(erasure, id -> pictures.delete(ExportNames.of(UUID.fromString(id))));
    count(erasure, work, tracks(minutes, log));
    Position position = erasure.position();
    LogErasure.Looked looked = log.next(erasure, position);
    while (looked != null && work.held(erasure).isEmpty()) {
      count(erasure, work, looked.done());
      // A minute that was written anew meanwhile is looked at again.
      if (looked.done().whole()) {
        position = looked.position();
        minutes.position(erasure, position);
      }
      looked = log.next(erasure, position);
    }
    if (looked != null) {
      return;
    }
    if (kafka != null) {
      try {
        work.count(erasure, "messages", new TopicErasure(kafka).erase(erasure, work));
      } catch (IOException e) {
        work.trouble(erasure, e.getMessage());
        LOG.warn("The erasure {} waits: {}", erasure.id(), e.getMessage());
        return;
      }
    }
    work.done(erasure);
    LOG.info("The erasure {} is done.", erasure.id());
  }

  private static void count(Open erasure, ErasureWork work, LogErasure.Done done) {
    work.count(erasure, "observations", done.rewritten());
    work.count(erasure, "pictures", done.pictures());
  }

  /**
   * Also of plates that were erased before they were read: their tracks are known by their facts.
   * Those that cannot be followed for now do not stand in the way of others: each has its turn.
   */
  private LogErasure.Done tracks(ErasedMinutes minutes, LogErasure log) throws IOException {
    LogErasure.Done all = LogErasure.Done.NOTHING;
    List<Track> next = minutes.tracks(tried, TRACKS_AT_ONCE);
    for (Track track : next) {
      try {
        LogErasure.Done done = log.track(track);
        if (done.whole()) {
          minutes.done(track);
        }
        all = all.plus(done);
      } catch (IllegalStateException e) {
        refused++;
        why = "track " + track.track() + ": " + e.getMessage();
      }
    }
    if (next.size() == TRACKS_AT_ONCE) {
      tried = next.get(next.size() - 1);
    } else {
      endRound();
    }
    return all;
  }

  /** One sentence for all tracks, and none when it would be the one of before. */
  private void endRound() {
    if (refused > 0 && refused != said) {
      LOG.warn("Reads of {} tracks stay in the log for now, as those of {}", refused, why);
    }
    said = refused;
    refused = 0;
    tried = null;
  }
}
