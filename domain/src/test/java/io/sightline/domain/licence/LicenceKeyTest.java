package io.sightline.domain.licence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LicenceKeyTest {
  private static final Licence LICENCE =
      new Licence(
          "L-1", "Ciudad", List.of("plates", "bolos"), 10, Instant.parse("2027-01-01T00:00:00Z"));

  private KeyPair issuer;

  @BeforeEach
  void make() throws Exception {
    issuer = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
  }

  @Test
  void whatIsIssuedIsVerified() {
    String key = LicenceKey.issue(LICENCE, issuer.getPrivate());
    assertThat(key).startsWith("SL1.").doesNotContain("\n");
    assertThat(LicenceKey.verify(" " + key + "\n", issuer.getPublic())).isEqualTo(LICENCE);
    assertThat(LICENCE.features()).containsExactly("bolos", "plates");
    assertThat(LICENCE.isOver(Instant.parse("2026-12-31T23:59:59Z"))).isFalse();
    assertThat(LICENCE.isOver(Instant.parse("2027-01-01T00:00:00Z"))).isTrue();
  }

  @Test
  void whatAnotherHasIssuedOrSomebodyHasChangedIsRefused() throws Exception {
    String key = LicenceKey.issue(LICENCE, issuer.getPrivate());
    KeyPair other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    assertThatThrownBy(() -> LicenceKey.verify(key, other.getPublic()))
        .isInstanceOf(BadInput.class);
    String[] parts = key.split("\\.");
    String more =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                new String(
                        Base64.getUrlDecoder().decode(parts[1]),
                        java.nio.charset.StandardCharsets.UTF_8)
                    .replace("10", "99")
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    for (String wrong :
        List.of(
            "",
            "SL1",
            "SL1.x.y",
            parts[0] + "." + more + "." + parts[2],
            key + "x",
            "SL2" + key.substring(3))) {
      assertThatThrownBy(() -> LicenceKey.verify(wrong, issuer.getPublic()))
          .as(wrong)
          .isInstanceOf(BadInput.class);
    }
  }

  @Test
  void keysAreReadFromPemAndFromTheirContentAlone() {
    String secret = Base64.getMimeEncoder().encodeToString(issuer.getPrivate().getEncoded());
    String open = Base64.getEncoder().encodeToString(issuer.getPublic().getEncoded());
    String key =
        LicenceKey.issue(
            LICENCE,
            LicenceKey.secret(
                "-----BEGIN PRIVATE KEY-----\n" + secret + "\n-----END PRIVATE KEY-----\n"));
    assertThat(LicenceKey.verify(key, LicenceKey.issuer(open))).isEqualTo(LICENCE);
    assertThatThrownBy(() -> LicenceKey.issuer("nonsense"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LicenceKey.secret(open)).isInstanceOf(IllegalArgumentException.class);
  }
}
