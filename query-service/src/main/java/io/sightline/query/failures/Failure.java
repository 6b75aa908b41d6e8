package io.sightline.query.failures;

/**
 * Something that was asked for cannot be had. The message is one sentence that names the thing and
 * the mend; every door says it in its own way. What cannot be used in a question is a {@link
 * io.sightline.domain.BadInput}.
 */
public abstract sealed class Failure extends RuntimeException
    permits Conflict, NotFound, NotSignedIn, Outdated, Refused, TooLarge, TooMany, Unavailable {
  Failure(String message) {
    super(message);
  }
}
