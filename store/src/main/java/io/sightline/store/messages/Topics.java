package io.sightline.store.messages;

import io.sightline.domain.messages.ObservationsMessage;
import io.sightline.store.facts.FactTable;

/**
 * Kafka topics. Their messages are JSON; the schemas lie in {@code schemas} beside these classes.
 */
public final class Topics {
  /** {@link ObservationsMessage}, keyed by camera. */
  public static final String OBSERVATIONS = "sightline.observations";

  /** {@link FactMessage}, keyed by site. */
  public static final String FACTS = "sightline.facts";

  /** {@link FactMessage} of alerts, keyed by site. */
  public static final String ALERTS = "sightline.alerts";

  private Topics() {}

  public static String of(FactTable<?> table) {
    return table.name().equals("alerts") ? ALERTS : FACTS;
  }
}
