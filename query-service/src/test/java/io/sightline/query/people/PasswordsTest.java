package io.sightline.query.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.password.PasswordEncoder;

class PasswordsTest {

  /** Writes down what it compares. */
  private static final class TestingEncoder implements PasswordEncoder {
    private final List<String> compared = new CopyOnWriteArrayList<>();

    @Override
    public String encode(CharSequence password) {
      return "#" + password;
    }

    @Override
    public boolean matches(CharSequence password, String hash) {
      compared.add(password + " " + hash);
      return hash.equals(encode(password));
    }
  }

  private final TestingEncoder encoder = new TestingEncoder();
  private final Passwords passwords = new Passwords(encoder);

  @Test
  void aHashThatIsNotThereTakesAComparisonToo() {
    assertThat(passwords.matches("right", "#right")).isTrue();
    assertThat(passwords.matches("wrong", "#right")).isFalse();
    assertThat(passwords.matches("nobody", null)).isFalse();
    assertThat(encoder.compared).containsExactly("right #right", "wrong #right", "nobody #nobody");
    assertThat(passwords.matches(null, "#right")).isFalse();
  }

  @Test
  void generatedPasswordsAreLongAndNeverTheSame() {
    assertThat(passwords.generate()).hasSize(24).isNotEqualTo(passwords.generate());
  }
}
