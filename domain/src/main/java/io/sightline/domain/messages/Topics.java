package io.sightline.domain.messages;

/**
 * Kafka topics. Their messages are JSON; the schemas lie in {@code schemas} beside these classes.
 */
public final class Topics {
  /** {@link ObservationsMessage}, keyed by camera. */
  public static final String OBSERVATIONS = "sightline.observations";

  /** Facts with their kind and run, keyed by site. */
  public static final String FACTS = "sightline.facts";

  /** The same of alerts. */
  public static final String ALERTS = "sightline.alerts";

  private Topics() {}
}
