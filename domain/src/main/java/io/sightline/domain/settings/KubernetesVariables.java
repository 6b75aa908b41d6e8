package io.sightline.domain.settings;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What Kubernetes says in each container of a Service that is called {@code sightline}: its name
 * for the Service's port is ours for the port to listen on.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables">Discovering
 *     services: environment variables</a>
 */
public final class KubernetesVariables {
  private static final String OURS = Settings.SERVICE_PORT.variable();

  private KubernetesVariables() {}

  /** The environment without that port. */
  static Map<String, String> without(Map<String, String> environment) {
    if (!saysThePort(environment)) {
      return environment;
    }
    Map<String, String> ours = new HashMap<>(environment);
    ours.remove(OURS);
    return ours;
  }

  /** A sentence about the variable that is left out of account; empty where none is. */
  public static Optional<String> note(Map<String, String> environment) {
    return saysThePort(environment)
        ? Optional.of(
            OURS
                + "="
                + environment.get(OURS)
                + " is what Kubernetes says of the Service named sightline, and is left out of account; give --port to listen on another port than "
                + Settings.SERVICE_PORT.defaultText()
                + ".")
        : Optional.empty();
  }

  private static boolean saysThePort(Map<String, String> environment) {
    String address =
        "tcp://" + environment.get("SIGHTLINE_SERVICE_HOST") + ":" + environment.get(OURS);
    return address.equals(environment.get("SIGHTLINE_PORT"));
  }
}
