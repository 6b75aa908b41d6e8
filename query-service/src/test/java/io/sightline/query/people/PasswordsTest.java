package io.sightline.query.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.query.failures.TooMany;
import io.sightline.query.failures.Unavailable;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.security.crypto.password.PasswordEncoder;

class PasswordsTest {

  /** Writes down what it compares, and waits where it is told to. */
  private static final class TestingEncoder implements PasswordEncoder {
    private final List<String> compared = new CopyOnWriteArrayList<>();
    private final CountDownLatch atWork = new CountDownLatch(2);
    private CountDownLatch goOn = new CountDownLatch(0);

    @Override
    public String encode(CharSequence password) {
      return "#" + password;
    }

    @Override
    public boolean matches(CharSequence password, String hash) {
      compared.add(password + " " + hash);
      atWork.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return hash.equals(encode(password));
    }
  }

  private final TestingEncoder encoder = new TestingEncoder();
  private final Passwords passwords = new Passwords(encoder, 0);

  @Test
  void aHashThatIsNotThereTakesAComparisonToo() {
    assertThat(passwords.matches("right", "#right")).isTrue();
    assertThat(passwords.matches("wrong", "#right")).isFalse();
    assertThat(passwords.matches("nobody", null)).isFalse();
    assertThat(encoder.compared).containsExactly("right #right", "wrong #right", "nobody #nobody");
    assertThat(passwords.matches(null, "#right")).isFalse();
  }

  @Test
  @Timeout(30)
  void onlyAFewAreComparedAtOnce() throws Exception {
    encoder.goOn = new CountDownLatch(1);
    ExecutorService callers = Executors.newFixedThreadPool(2);
    try {
      List<Future<Boolean>> waiting =
          List.of(
              callers.submit(() -> passwords.matches("a", "#a")),
              callers.submit(() -> passwords.matches("b", "#b")));
      encoder.atWork.await();
      assertThatThrownBy(() -> passwords.matches("c", "#c")).isInstanceOf(TooMany.class);
      encoder.goOn.countDown();
      for (Future<Boolean> one : waiting) {
        assertThat(one.get()).isTrue();
      }
      assertThat(passwords.matches("c", "#c")).isTrue();
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void whoWaitsWhileTheServiceEndsIsToldSo() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> new Passwords(encoder, 1).matches("a", "#a"))
        .isInstanceOf(Unavailable.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void generatedPasswordsAreLongAndNeverTheSame() {
    assertThat(passwords.generate()).hasSize(24).isNotEqualTo(passwords.generate());
  }
}
