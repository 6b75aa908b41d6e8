package io.sightline.query.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.query.access.Proof;
import io.sightline.query.access.Scope;
import io.sightline.query.failures.NotSignedIn;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokensTest {
  private static final String SECRET = "a-secret-of-at-least-32-characters-for-tests";
  private static final long NORA = 7;

  private final Tokens tokens = new Tokens(SECRET, "sightline", Duration.ofMinutes(10));
  private final Instant now = Instant.now();

  private String token() {
    return tokens.issue(NORA, 3, now);
  }

  @Test
  void aTokenNamesWhoSignedInUntilItIsTooOld() {
    Proof proof = tokens.read(token());
    assertThat(proof.kind()).isEqualTo(Proof.Kind.TOKEN);
    assertThat(proof.userId()).isEqualTo(NORA);
    assertThat(proof.generation()).isEqualTo(3);
    assertThat(proof.scopes()).isNull();
    assertThat(proof.endsAt())
        .isEqualTo(now.plus(Duration.ofMinutes(10)).truncatedTo(ChronoUnit.SECONDS));
    assertThat(tokens.read(token()).id()).isNotEqualTo(proof.id());
    assertThat(tokens.lifetime()).isEqualTo(Duration.ofMinutes(10));
    String old = tokens.issue(NORA, 3, now.minus(Duration.ofMinutes(11)));
    assertThatThrownBy(() -> tokens.read(old)).isInstanceOf(NotSignedIn.class);
  }

  @Test
  void aTokenOfAnotherSecretOrIssuerIsNoneOfOurs() {
    Tokens stranger = new Tokens(SECRET + "!", "sightline", Duration.ofMinutes(10));
    Tokens elsewhere = new Tokens(SECRET, "elsewhere", Duration.ofMinutes(10));
    assertThatThrownBy(() -> tokens.read(stranger.issue(NORA, 3, now)))
        .isInstanceOf(NotSignedIn.class);
    assertThatThrownBy(() -> tokens.read(elsewhere.issue(NORA, 3, now)))
        .isInstanceOf(NotSignedIn.class);
    assertThatThrownBy(() -> tokens.read("nonsense")).isInstanceOf(NotSignedIn.class);
    assertThatThrownBy(() -> tokens.read("")).isInstanceOf(NotSignedIn.class);
  }

  @Test
  void aReplicaWithTheSameSecretReadsIt() {
    Tokens replica = new Tokens(SECRET, "sightline", Duration.ofMinutes(10));
    assertThat(replica.read(token()).userId()).isEqualTo(NORA);
  }

  @Test
  void aTicketSaysWhatItsTakerHadProvenThemselvesWithAndIsGoodForAMoment() {
    for (Proof proof :
        new Proof[] {
          tokens.read(token()),
          new Proof(Proof.Kind.KEY, NORA, "9", null, null, Set.of(Scope.READ, Scope.METRICS), null),
          new Proof(
              Proof.Kind.SINGLE_SIGN_ON,
              NORA,
              "abc",
              null,
              Instant.parse("2026-03-01T08:00:00Z"),
              null,
              Instant.parse("2126-03-01T08:00:00.123Z"))
        }) {
      Tokens.Ticket ticket = tokens.readTicket(tokens.issueTicket(proof, now));
      assertThat(ticket.proof()).isEqualTo(proof);
      assertThat(ticket.endsAt()).isEqualTo(now.plusSeconds(30).truncatedTo(ChronoUnit.SECONDS));
      String old = tokens.issueTicket(proof, now.minusSeconds(31));
      assertThatThrownBy(() -> tokens.readTicket(old)).isInstanceOf(NotSignedIn.class);
    }
  }

  @Test
  void tokensAndTicketsAreNotTakenForEachOther() {
    String ticket = tokens.issueTicket(tokens.read(token()), now);
    assertThatThrownBy(() -> tokens.readTicket(token())).isInstanceOf(NotSignedIn.class);
    assertThatThrownBy(() -> tokens.read(ticket)).isInstanceOf(NotSignedIn.class);
  }
}
