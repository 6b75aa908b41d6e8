package io.sightline.runs;

/** A job failed for good, or cannot be had. The message is that of the cause that says most. */
public final class JobFailedException extends Exception {
  public JobFailedException(Throwable cause) {
    super(innermostMessage(cause), cause);
  }

  public JobFailedException(String message) {
    super(message);
  }

  private static String innermostMessage(Throwable failure) {
    String message = failure.getMessage();
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each.getMessage() != null) {
        message = each.getMessage();
      }
    }
    return message == null
        ? failure.getClass().getSimpleName()
        : message.strip().replaceAll("\\s+", " ");
  }
}
