package io.sightline.query.facts;

import io.sightline.domain.BadInput;
import io.sightline.domain.facts.Fact;
import io.sightline.query.access.Access;
import io.sightline.query.access.Reader;
import io.sightline.query.failures.NotFound;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactLists;
import io.sightline.store.facts.FactPage;
import io.sightline.store.facts.FactQuery;
import org.springframework.stereotype.Component;

/** Lists of facts of any kind, of the sites that a reader may see. */
@Component
public final class Facts {
  private final FactKinds kinds;
  private final FactLists lists;
  private final Access access;

  public Facts(FactKinds kinds, FactLists lists, Access access) {
    this.kinds = kinds;
    this.lists = lists;
    this.access = access;
  }

  /**
   * A question that is still to be narrowed.
   *
   * @throws NotFound when the site is not there for the reader
   * @throws BadInput when a time, limit or cursor cannot be used
   */
  public <F extends Fact> FactQuery<F> ask(Reader reader, FactKind<F> kind, ListQuestion question) {
    return FactQuery.of(kind, question.run())
        .sites(access.sites(reader, question.site()))
        .between(question.from(), question.to())
        .part(question.limit(), question.cursor());
  }

  /**
   * A kind of facts by its name.
   *
   * @throws NotFound when there is none that people are shown
   */
  public FactKind<?> kind(String name) {
    return kinds.ledger().stream()
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new NotFound("A kind of facts '" + name + "'"));
  }

  /** Newest first. */
  public <F extends Fact> FactPage<F> read(FactQuery<F> query) {
    return lists.read(query);
  }
}
