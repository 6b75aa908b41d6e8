package io.sightline.query.access;

import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.NotSignedIn;
import io.sightline.store.people.ProofRows;
import io.sightline.store.sites.SiteRows;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/**
 * What people may see and do, as it stands in the database: who is shut out is out at once, and so
 * is who holds a proof that was ended. A thing of a site without a grant is answered as if it were
 * not there.
 */
@Component
public class Access {
  private final ProofRows proofs;
  private final SiteRows sites;

  protected Access(ProofRows proofs, SiteRows sites) {
    this.proofs = proofs;
    this.sites = sites;
  }

  /**
   * @param proof of who asks
   * @param address of their machine
   * @throws NotSignedIn when they may not sign in (any more)
   */
  public Reader reader(Proof proof, String address) {
    Reader reader = readers(List.of(proof)).get(proof);
    if (reader == null) {
      throw new NotSignedIn("This user may not sign in any more, or has signed out.");
    }
    return reader.asking(address, null);
  }

  /**
   * Those who may ask now, of some who have proven who they are.
   *
   * @return by their proof, without an address; whose proof counts no more is missing
   */
  public Map<Proof, Reader> readers(Collection<Proof> some) {
    Instant now = Instant.now();
    List<Proof> asked = some.stream().distinct().filter(proof -> !proof.isOver(now)).toList();
    Map<Proof, Reader> readers = new HashMap<>();
    if (!asked.isEmpty()) {
      proofs
          .standing(asked.stream().map(Access::held).toList())
          .forEach((place, who) -> readers.put(asked.get(place), reader(asked.get(place), who)));
    }
    return readers;
  }

  private static ProofRows.Held held(Proof proof) {
    boolean key = proof.kind() == Proof.Kind.KEY;
    return new ProofRows.Held(
        proof.userId(),
        proof.generation(),
        proof.issuedAt(),
        key ? null : proof.id(),
        key ? Long.valueOf(proof.id()) : null);
  }

  private static Reader reader(Proof proof, ProofRows.Standing who) {
    Role role = Role.of(who.role());
    TreeMap<String, Role> grants = new TreeMap<>();
    who.grants().forEach((site, each) -> grants.put(site, Role.of(each)));
    return new Reader(
        who.userId(), who.username(), role, role == Role.ADMIN ? null : grants, null, proof, null);
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
