package io.sightline.query.access;

import io.sightline.query.failures.Refused;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who asks, and what they may see at this moment.
 *
 * @param id their number, which outlives their name
 * @param grants role by site; null for admins, who may do everything everywhere
 * @param address of the machine that asks
 * @param proof how they have proven who they are; null for who needs none, as the program itself
 * @param purpose what they say they ask for (the header X-Purpose); null where they do not
 */
public record Reader(
    long id,
    String username,
    Role role,
    Map<String, Role> grants,
    String address,
    Proof proof,
    String purpose) {

  /** Somebody who needs to prove nothing. */
  public Reader(String username, Role role, Map<String, Role> grants, String address) {
    this(0, username, role, grants, address, null, null);
  }

  /** The same person as they ask from a machine. */
  public Reader asking(String from, String what) {
    return new Reader(id, username, role, grants, from, proof, what);
  }

  public boolean isAdmin() {
    return grants == null;
  }

  /** The sites that may be seen; null for all. */
  public Set<String> sites() {
    return grants == null ? null : grants.keySet();
  }

  /** The sites at which they may work with what was seen; null for all. */
  public Set<String> clerkSites() {
    return grants == null
        ? null
        : grants.entrySet().stream()
            .filter(grant -> grant.getValue().includes(Role.CLERK))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
  }

  public boolean sees(String site) {
    return grants == null || grants.containsKey(site);
  }

  /** Whether what they have proven themselves with is good for that. */
  public boolean allows(Scope scope) {
    return proof == null || proof.allows(scope);
  }

  /**
   * @throws Refused when they ask with a key that has not this scope
   */
  public void require(Scope scope) {
    if (!allows(scope)) {
      throw Refused.scope(scope.key());
    }
  }
}
