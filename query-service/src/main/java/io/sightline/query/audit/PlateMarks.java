package io.sightline.query.audit;

import io.sightline.domain.plates.NormalPlate;
import io.sightline.domain.secrets.InstallationKey;
import io.sightline.query.QueryServiceOptions;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.springframework.stereotype.Component;

/**
 * How the audit knows plates again without holding them: 128 bits of HMAC-SHA-256 of their normal
 * form under a key of the installation. Plates are few enough to be guessed, so a bare hash would
 * be as good as the plate.
 */
@Component
public final class PlateMarks {
  private static final String USE = "plates in the audit";
  private static final int BYTES = 16;

  private final Optional<SecretKey> key;

  PlateMarks(QueryServiceOptions options) {
    this.key = options.key().read().map((InstallationKey all) -> all.forMac(USE));
  }

  /** Null where the installation has no key. */
  public byte[] of(String plate) {
    if (key.isEmpty()) {
      return null;
    }
    try {
      Mac mac = Mac.getInstance(key.get().getAlgorithm());
      mac.init(key.get());
      byte[] all = mac.doFinal(NormalPlate.of(plate).getBytes(StandardCharsets.UTF_8));
      return Arrays.copyOf(all, BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has HmacSHA256.", e);
    }
  }
}
