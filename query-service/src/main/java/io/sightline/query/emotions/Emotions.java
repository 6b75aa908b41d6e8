package io.sightline.query.emotions;

import io.sightline.domain.BadInput;
import io.sightline.domain.facts.EmotionSegment;
import io.sightline.domain.facts.EmotionWindow;
import io.sightline.query.access.Reader;
import io.sightline.query.facts.Facts;
import io.sightline.query.facts.ListQuestion;
import io.sightline.query.facts.Windows;
import io.sightline.query.failures.NotFound;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactPage;
import io.sightline.store.sites.KnownThings.Thing;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What emotions faces showed; never whose. */
@Component
public class Emotions {
  private final Facts facts;
  private final Optional<EmotionModel> model;

  protected Emotions(Facts facts, Optional<EmotionModel> model) {
    this.facts = facts;
    this.model = model;
  }

  /**
   * Shares of the faces by strongest emotion, per camera and window, newest first.
   *
   * @param camera null for all
   * @param zone null for whole pictures
   * @param window 1m, 5m, 15m, 1h or 1d
   * @throws NotFound when the run, site or camera is not there for the reader
   * @throws BadInput when a time, limit or cursor cannot be used
   */
  public FactPage<EmotionWindow> windows(
      Reader reader, ListQuestion question, String camera, String zone, String window) {
    return facts.read(
        reader,
        question,
        facts
            .ask(reader, FactKinds.EMOTION_WINDOWS, question)
            .where("scope", zone == null ? "camera" : "zone")
            .where("scope_id", zone == null ? camera : zone)
            .where("camera", camera)
            .where("window_ms", Windows.size(window).millis()),
        new Facts.Named(Thing.CAMERA, camera),
        new Facts.Named(Thing.ZONE, zone));
  }

  /**
   * Times in which one face showed one emotion, newest first.
   *
   * @param camera null for all
   * @param zone null for all, also outside of zones
   * @throws NotFound when the run, site, camera or zone is not there for the reader
   * @throws BadInput when a time, limit or cursor cannot be used
   */
  public FactPage<EmotionSegment> segments(
      Reader reader, ListQuestion question, String camera, String zone) {
    return facts.read(
        reader,
        question,
        facts
            .ask(reader, FactKinds.EMOTION_SEGMENTS, question)
            .where("camera", camera)
            .where("zone", zone),
        new Facts.Named(Thing.CAMERA, camera),
        new Facts.Named(Thing.ZONE, zone));
  }

  /**
   * The model that judges emotions where a camera names none.
   *
   * @throws NotFound when there is none
   */
  public EmotionModel model() {
    return model.orElseThrow(() -> new NotFound("A model for emotions"));
  }
}
