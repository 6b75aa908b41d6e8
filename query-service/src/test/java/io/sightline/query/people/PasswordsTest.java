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
      return "$2a$12$" + String.format("%53s", password).replace(' ', '.');
    }

    @Override
    public boolean matches(CharSequence password, String hash) {
      compared.add(password + " " + hash);
      return hash.equals(encode(password));
    }
  }

  private final TestingEncoder encoder = new TestingEncoder();
  private final Passwords passwords = new Passwords(encoder, 12);

  @Test
  void aHashThatIsNotThereTakesAComparisonToo() {
    String hash = encoder.encode("right");
    assertThat(passwords.matches("right", hash)).isTrue();
    assertThat(passwords.matches("wrong", hash)).isFalse();
    assertThat(passwords.matches("nobody", null)).isFalse();
    assertThat(passwords.matches("nobody", "no hash")).isFalse();
    String nobody = "nobody " + encoder.encode("nobody");
    assertThat(encoder.compared).containsExactly("right " + hash, "wrong " + hash, nobody, nobody);
    assertThat(passwords.matches(null, hash)).isFalse();
  }

  @Test
  void aHashThatWasCheaperToMakeTakesAsLongAsOneThatIsMadeNow() {
    String cheap = encoder.encode("right").replace("$2a$12$", "$2y$09$");
    passwords.matches("wrong", cheap);
    List<Integer> rounds =
        encoder.compared.stream().map(one -> Integer.valueOf(one.split("\\$")[2])).toList();
    assertThat(rounds).containsExactly(9, 9, 10, 11);
    assertThat(rounds.stream().mapToInt(one -> 1 << one).sum()).isEqualTo(1 << 12);
    assertThat(passwords.isOfAnotherCost(cheap)).isTrue();
    assertThat(passwords.isOfAnotherCost(encoder.encode("right"))).isFalse();
  }

  @Test
  void generatedPasswordsAreLongAndNeverTheSame() {
    assertThat(passwords.generate()).hasSize(24).isNotEqualTo(passwords.generate());
  }
}
