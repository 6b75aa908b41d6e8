package io.sightline.query.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.query.failures.NotSignedIn;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TokensTest {
  private static final String SECRET = "a-secret-of-at-least-32-characters-for-tests";

  private final Tokens tokens = new Tokens(SECRET, "sightline", Duration.ofMinutes(10));
  private final Instant now = Instant.now();

  @Test
  void aTokenNamesWhoSignedInUntilItIsTooOld() {
    assertThat(tokens.read(tokens.issue("nora", now))).isEqualTo("nora");
    assertThat(tokens.lifetime()).isEqualTo(Duration.ofMinutes(10));
    String old = tokens.issue("nora", now.minus(Duration.ofMinutes(11)));
    assertThatThrownBy(() -> tokens.read(old)).isInstanceOf(NotSignedIn.class);
  }

  @Test
  void aTokenOfAnotherSecretOrIssuerIsNoneOfOurs() {
    Tokens stranger = new Tokens(SECRET + "!", "sightline", Duration.ofMinutes(10));
    Tokens elsewhere = new Tokens(SECRET, "elsewhere", Duration.ofMinutes(10));
    assertThatThrownBy(() -> tokens.read(stranger.issue("nora", now)))
        .isInstanceOf(NotSignedIn.class);
    assertThatThrownBy(() -> tokens.read(elsewhere.issue("nora", now)))
        .isInstanceOf(NotSignedIn.class);
    assertThatThrownBy(() -> tokens.read("nonsense")).isInstanceOf(NotSignedIn.class);
    assertThatThrownBy(() -> tokens.read("")).isInstanceOf(NotSignedIn.class);
  }

  @Test
  void aReplicaWithTheSameSecretReadsIt() {
    Tokens replica = new Tokens(SECRET, "sightline", Duration.ofMinutes(10));
    assertThat(replica.read(tokens.issue("nora", now))).isEqualTo("nora");
  }

  @Test
  void aTicketIsTakenOnceAndSoon() {
    String ticket = tokens.issueTicket("nora", now);
    assertThat(tokens.useTicket(ticket)).isEqualTo("nora");
    assertThatThrownBy(() -> tokens.useTicket(ticket))
        .isInstanceOf(NotSignedIn.class)
        .hasMessage("The ticket was used.");
    String old = tokens.issueTicket("nora", now.minusSeconds(31));
    assertThatThrownBy(() -> tokens.useTicket(old)).isInstanceOf(NotSignedIn.class);
  }

  @Test
  void tokensAndTicketsAreNotTakenForEachOther() {
    String token = tokens.issue("nora", now);
    String ticket = tokens.issueTicket("nora", now);
    assertThatThrownBy(() -> tokens.useTicket(token)).isInstanceOf(NotSignedIn.class);
    assertThatThrownBy(() -> tokens.read(ticket)).isInstanceOf(NotSignedIn.class);
    assertThatThrownBy(() -> tokens.decoder().decode(ticket)).isNotNull();
    assertThat(tokens.decoder().decode(token).getSubject()).isEqualTo("nora");
  }
}
