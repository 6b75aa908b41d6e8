package io.sightline.query.people;

import io.sightline.domain.BadInput;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/** Passwords are stored as bcrypt hashes. */
@Component
final class Passwords {
  private static final int BCRYPT_ROUNDS = 12;

  /** bcrypt looks at no more than this. */
  private static final int MOST_BYTES = 72;

  private static final int LEAST_CHARACTERS = 8;
  private static final int GENERATED_BYTES = 18;

  private final SecureRandom random = new SecureRandom();
  private final PasswordEncoder encoder;

  /** Compared with when there is no such user, so that the answer takes as long. */
  private final String nobody;

  @Autowired
  Passwords() {
    this(new BCryptPasswordEncoder(BCRYPT_ROUNDS));
  }

  Passwords(PasswordEncoder encoder) {
    this.encoder = encoder;
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

  /**
   * @param member that it stands in
   * @throws BadInput when nobody should have this password
   */
  void requireUsable(String member, String password) {
    if (password == null
        || password.codePointCount(0, password.length()) < LEAST_CHARACTERS
        || password.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      throw new BadInput(
          "`" + member + "` must have 8 characters or more, and at most 72 bytes in UTF-8.");
    }
  }

  /**
   * Compares, as long for a hash that is not there as for one that is: a comparison takes a
   * processor for a good while.
   *
   * @param hash null when there is no such user
   */
  boolean matches(String password, String hash) {
    return password != null
        && encoder.matches(password, hash == null ? nobody : hash)
        && hash != null;
  }
}
