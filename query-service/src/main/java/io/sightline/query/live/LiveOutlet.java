package io.sightline.query.live;

/** Where one listener's messages go. Any thread may use it; none waits in it. */
public interface LiveOutlet {

  /** Why a listener is let go. */
  enum Farewell {
    TOO_SLOW("too slow: resume with since"),
    TOO_FAR_BEHIND("too far behind: load anew"),
    TOO_MANY_CATCH_UP("too many catch up: try again"),
    NO_DATABASE("the database is away"),
    NOT_ALLOWED("not allowed any more"),
    ENDING("the service ends");

    private final String reason;

    Farewell(String reason) {
      this.reason = reason;
    }

    /** As the listener is told. */
    public String reason() {
      return reason;
    }
  }

  /** The same for all of its life, and nobody else's. */
  String id();

  /** Has a message sent after those that wait. */
  void send(String message);

  /** Whether so much waits that whoever has a choice should wait, too. */
  boolean isBehind();

  /** Whether nobody listens there any more. */
  boolean isGone();

  /** Takes no more messages, and says why. */
  void drop(Farewell farewell);

  /** Notes that the listener has gone. */
  void left();
}
