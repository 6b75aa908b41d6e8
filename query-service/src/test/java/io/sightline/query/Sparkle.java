package io.sightline.query;

import io.sightline.domain.facts.Fact;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.MayBeAbsent;
import io.sightline.store.facts.FactKind;

/** A kind of fact that the product does not have: something that only tests see. */
public record Sparkle(FactHead head, String camera, int colour, @MayBeAbsent String note)
    implements Fact {
  public static final FactKind<Sparkle> KIND =
      FactKind.of("sparkles", Sparkle.class).feed("sparkles").build();

  public static Sparkle of(String site, int minute, int colour, String note) {
    long at = TestFacts.millis(minute);
    String id = TestFacts.id(site + minute).toString();
    return new Sparkle(new FactHead(id, site, at, at, true, "", ""), "gate", colour, note);
  }

  /** One of this moment, as listeners are told of it. */
  public static Sparkle now(String site, int colour) {
    long at = java.time.Instant.now().toEpochMilli();
    String id = TestFacts.id(site + at).toString();
    return new Sparkle(new FactHead(id, site, at, at, true, "", ""), "gate", colour, null);
  }
}
