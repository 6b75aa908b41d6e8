package io.sightline.query.access;

import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.NotSignedIn;
import io.sightline.store.people.UserRows;
import io.sightline.store.sites.SiteRows;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/**
 * What people may see and do, as it stands in the database: who is shut out is out at once. A thing
 * of a site without a grant is answered as if it were not there.
 */
@Component
public class Access {
  private final UserRows users;
  private final SiteRows sites;

  protected Access(UserRows users, SiteRows sites) {
    this.users = users;
    this.sites = sites;
  }

  /**
   * @param username who asks
   * @param address of their machine
   * @throws NotSignedIn when they may not sign in (any more)
   */
  public Reader reader(String username, String address) {
    UserRows.User user =
        users
            .find(username)
            .filter(UserRows.User::active)
            .orElseThrow(() -> new NotSignedIn("This user may not sign in any more."));
    Role role = Role.of(user.role());
    return reader(username, role, role == Role.ADMIN ? Map.of() : users.grants(username), address);
  }

  private static Reader reader(
      String username, Role role, Map<String, String> granted, String address) {
    if (role == Role.ADMIN) {
      return new Reader(username, role, null, address);
    }
    TreeMap<String, Role> grants = new TreeMap<>();
    granted.forEach((site, each) -> grants.put(site, Role.of(each)));
    return new Reader(username, role, grants, address);
  }

  /**
   * Those of some people who may sign in, asked at once.
   *
   * @return by name, without an address; who may not sign in (any more) is missing
   */
  public Map<String, Reader> readers(Set<String> usernames) {
    Map<String, Reader> readers = new HashMap<>();
    users
        .find(usernames)
        .forEach(
            user ->
                readers.put(
                    user.username(),
                    reader(user.username(), Role.of(user.role()), user.grants(), null)));
    return readers;
  }

  /**
   * The sites to look for: the one asked for, or all that may be seen; null for all.
   *
   * @param asked null for none
   * @throws NotFound when the one asked for is not there for the reader
   */
  public Set<String> sites(Reader reader, String asked) {
    if (asked == null) {
      return reader.sites();
    }
    require(reader, asked);
    return Set.of(asked);
  }

  /**
   * @throws NotFound when the site is not there for the reader
   */
  public void require(Reader reader, String site) {
    require(reader, site, Role.VIEWER);
  }

  /**
   * @throws NotFound when the site is not there for the editor, or only to be looked at
   */
  public void requireClerk(Editor editor, String site) {
    require(editor.reader(), site, Role.CLERK);
  }

  private void require(Reader reader, String site, Role role) {
    boolean allowed =
        reader.isAdmin() || reader.sees(site) && reader.grants().get(site).includes(role);
    if (!allowed || !sites.exists(site)) {
      throw new NotFound("The site '" + site + "'");
    }
  }
}
