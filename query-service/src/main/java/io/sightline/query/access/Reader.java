package io.sightline.query.access;

import java.util.Map;
import java.util.Set;

/**
 * Who asks, and what they may see at this moment.
 *
 * @param grants role by site; null for admins, who may do everything everywhere
 * @param address of the machine that asks
 */
public record Reader(String username, Role role, Map<String, Role> grants, String address) {

  /** The same person from another machine. */
  public Reader at(String other) {
    return new Reader(username, role, grants, other);
  }

  public boolean isAdmin() {
    return grants == null;
  }

  /** The sites that may be seen; null for all. */
  public Set<String> sites() {
    return grants == null ? null : grants.keySet();
  }

  public boolean sees(String site) {
    return grants == null || grants.containsKey(site);
  }
}
