package io.sightline.query.access;

/** Where it is written down that somebody wanted what they may not have. */
@FunctionalInterface
public interface Refusals {
  /**
   * @param reader who is known, and is refused
   * @param object what they wanted, without what they brought as a proof
   */
  void noteRefusal(Reader reader, String object);
}
