package io.sightline.query.access;

import io.sightline.query.web.Problem;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/**
 * What the person who asks may see. A thing of a site without a grant is answered as if it were not
 * there.
 */
@Component
public class Access {
  private final JdbcClient jdbc;
  private final Users users;

  Access(JdbcClient jdbc, Users users) {
    this.jdbc = jdbc;
    this.users = users;
  }

  /** Who asks. */
  public static String username() {
    Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
    return authentication == null ? null : authentication.getName();
  }

  /** The sites that who asks may see; null for all. */
  public Set<String> sites() {
    return sites(username());
  }

  /** The sites that somebody may see; null for all. */
  public Set<String> sites(String username) {
    Map<String, Role> grants = grants(username);
    return grants == null ? null : grants.keySet();
  }

  /** Role by site; null for admins, who may do everything everywhere. */
  private Map<String, Role> grants(String username) {
    Users.User user =
        users
            .find(username)
            .filter(Users.User::active)
            .orElseThrow(() -> Problem.unauthorized("This user may not sign in any more."));
    if (user.role() == Role.ADMIN) {
      return null;
    }
    Map<String, Role> grants = new HashMap<>();
    jdbc.sql("select site, role from site_grants where username = ?")
        .param(username)
        .query(
            row -> {
              grants.put(row.getString(1), Role.of(row.getString(2)));
            });
    return grants;
  }

  /** The sites to look for: the one asked for, or all that may be seen; null for all. */
  public Set<String> sites(String asked, boolean named) {
    if (named) {
      require(asked, Role.VIEWER);
      return Set.of(asked);
    }
    return sites();
  }

  /**
   * @throws Problem 404 when who asks may not know of the site, or may not do this there
   */
  public void require(String site, Role role) {
    Map<String, Role> grants = grants(username());
    boolean allowed =
        grants == null || (grants.containsKey(site) && grants.get(site).includes(role));
    boolean exists =
        allowed
            && jdbc.sql("select count(*) from sites where site = ?")
                    .param(site)
                    .query(Long.class)
                    .single()
                > 0;
    if (!exists) {
      throw Problem.notFound("The site '" + site + "'");
    }
  }
}
