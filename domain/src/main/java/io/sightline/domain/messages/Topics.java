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

  /** What topics of single kinds begin with. */
  public static final String OF_KINDS = FACTS + ".";

  private Topics() {}

  /**
   * Facts of one kind, keyed by what names the fact, so that the newest message of each is how it
   * stands; one without a value says that there is no such fact.
   *
   * @param kind its table
   */
  public static String ofKind(String kind) {
    return OF_KINDS + kind.replace('_', '-');
  }
}
