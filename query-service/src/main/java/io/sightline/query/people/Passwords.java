package io.sightline.query.people;

import io.sightline.domain.BadInput;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/** Passwords are stored as bcrypt hashes. */
@Component
final class Passwords {
  private static final int BCRYPT_ROUNDS = 12;

  /** Property by which tests of other things spare themselves most of the work. */
  private static final String FEWER_ROUNDS = "sightline.bcrypt-rounds";

  /** As few as may be. Source: OWASP, Password Storage Cheat Sheet. */
  private static final int LEAST_ROUNDS = 10;

  /** bcrypt looks at no more than this. */
  private static final int MOST_BYTES = 72;

  private static final int LEAST_CHARACTERS = 8;
  private static final int GENERATED_BYTES = 18;
  private static final Pattern BCRYPT =
      Pattern.compile("\\$2[aby]\\$(0[4-9]|[12][0-9]|3[01])\\$[./A-Za-z0-9]{53}");

  private final SecureRandom random = new SecureRandom();
  private final PasswordEncoder encoder;
  private final int rounds;

  /** Compared with after hashes that were cheaper to make, by their rounds. */
  private final Map<Integer, String> cheap = new ConcurrentHashMap<>();

  /** Compared with when there is no such user, so that the answer takes as long. */
  private final String nobody;

  @Autowired
  Passwords() {
    this(Math.max(LEAST_ROUNDS, Integer.getInteger(FEWER_ROUNDS, BCRYPT_ROUNDS)));
  }

  private Passwords(int rounds) {
    this(new BCryptPasswordEncoder(rounds), rounds);
  }

  /**
   * @param rounds binary logarithm of how many the encoder makes
   */
  Passwords(PasswordEncoder encoder, int rounds) {
    this.encoder = encoder;
    this.rounds = rounds;
    this.nobody = encoder.encode("nobody");
  }

  String generate() {
    byte[] bytes = new byte[GENERATED_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  String hash(String password) {
    return encoder.encode(password);
  }

  /** Whether all of a password would be in its hash; elsewhere what is longer was cut off. */
  static boolean isHashed(String password) {
    return password.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES;
  }

  /**
   * @param member that it stands in
   * @throws BadInput when nobody should have this password
   */
  void requireUsable(String member, String password) {
    if (password == null
        || password.codePointCount(0, password.length()) < LEAST_CHARACTERS
        || !isHashed(password)) {
      throw new BadInput(
          "`" + member + "` must have 8 characters or more, and at most 72 bytes in UTF-8.");
    }
  }

  /**
   * Compares, as long for a hash that is not there, or was cheaper to make, as for one that is: a
   * comparison takes a processor for a good while.
   *
   * @param hash null when there is no such user
   */
  boolean matches(String password, String hash) {
    if (password == null) {
      return false;
    }
    int made = rounds(hash);
    boolean right = encoder.matches(password, made == 0 ? nobody : hash) && made != 0;
    // 2^r and each power from there up to the last but one are the last together.
    for (int less = made; less > 0 && less < rounds; less++) {
      encoder.matches(password, cheap.computeIfAbsent(less, Passwords::nobody));
    }
    return right;
  }

  /** Whether a hash took more or less to make than those that are made now. */
  boolean isOfAnotherCost(String hash) {
    return rounds(hash) != rounds;
  }

  /** The binary logarithm of a hash's rounds; 0 where it is none. */
  private static int rounds(String hash) {
    Matcher form = BCRYPT.matcher(hash == null ? "" : hash);
    return form.matches() ? Integer.parseInt(form.group(1)) : 0;
  }

  private static String nobody(int rounds) {
    return new BCryptPasswordEncoder(rounds).encode("nobody");
  }
}
