package io.sightline.domain;

/**
 * Something a person gave us cannot be used. The message is one sentence that names the thing and
 * the mend; it is shown as it stands, and nothing has been written when it is thrown.
 */
public class BadInput extends RuntimeException {
  public BadInput(String message) {
    super(message);
  }

  public BadInput(String message, Throwable cause) {
    super(message, cause);
  }
}
