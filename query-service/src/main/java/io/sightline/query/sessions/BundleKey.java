package io.sightline.query.sessions;

import io.sightline.domain.bundles.BundleSignature;
import io.sightline.domain.secrets.InstallationKey;
import io.sightline.query.QueryServiceOptions;
import io.sightline.query.failures.Conflict;
import java.security.KeyPair;
import org.springframework.stereotype.Component;

/**
 * The key that this installation signs bundles with. It is derived from the installation's key, and
 * so is kept and backed up where that is, and is the same for all replicas.
 */
@Component
public class BundleKey {
  private static final String USE = "bundle signatures";

  private final QueryServiceOptions options;
  private KeyPair pair;

  protected BundleKey(QueryServiceOptions options) {
    this.options = options;
  }

  /**
   * @throws Conflict when the installation has no key
   */
  synchronized KeyPair pair() {
    if (pair == null) {
      InstallationKey key =
          options
              .key()
              .read()
              .orElseThrow(
                  () ->
                      new Conflict(
                          "This installation has no key to sign with; give it one with"
                              + " secrets.key-file."));
      pair = key.forSignatures(USE);
    }
    return pair;
  }

  /**
   * The public one, as PEM.
   *
   * @throws Conflict when the installation has no key
   */
  public String pem() {
    return BundleSignature.pem(pair().getPublic());
  }
}
