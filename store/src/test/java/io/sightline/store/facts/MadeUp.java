package io.sightline.store.facts;

import io.sightline.domain.facts.Fact;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.FactId;
import io.sightline.domain.facts.MayBeAbsent;
import io.sightline.domain.observations.LabelScore;
import java.util.List;

/** A kind of fact that the product does not have, with a component of every type. */
public record MadeUp(
    FactHead head,
    String camera,
    Colour colour,
    @MayBeAbsent @FactId String track,
    long endedAtMillis,
    @MayBeAbsent Long leftAtMillis,
    long stayMillis,
    int count,
    float score,
    double mean,
    boolean sure,
    @MayBeAbsent String note,
    List<LabelScore> shares)
    implements Fact {
  /** An enumeration. */
  public enum Colour {
    RED,
    DARK_BLUE
  }

  public static final FactKind<MadeUp> KIND =
      FactKind.of("made_ups", MadeUp.class)
          .ownedBy(FactOwner.CAMERA)
          .pairedBy("camera")
          .endsWith("ended_at")
          .feed("made-up")
          .build();

  public static final FactKinds KINDS = FactKinds.PRODUCT.with(KIND);

  /** A fact of camera {@code lot}. */
  public static MadeUp at(long atMillis, String id, String note) {
    FactHead head = new FactHead(id, "site", atMillis, atMillis + 5, true, "sha", "layout");
    return new MadeUp(
        head,
        "lot",
        Colour.DARK_BLUE,
        "5bc51b7e-e8c9-518f-8c4d-fcecdd8d940a",
        atMillis + 1_500,
        null,
        1_500,
        3,
        0.25f,
        1.0 / 3,
        true,
        note,
        List.of(new LabelScore("happy", 0.75f), new LabelScore("sad", 0.25f)));
  }
}
