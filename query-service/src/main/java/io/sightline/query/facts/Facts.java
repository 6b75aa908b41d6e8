package io.sightline.query.facts;

import io.sightline.domain.BadInput;
import io.sightline.domain.facts.Fact;
import io.sightline.query.access.Access;
import io.sightline.query.access.Reader;
import io.sightline.query.failures.NotFound;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactLists;
import io.sightline.store.facts.FactPage;
import io.sightline.store.facts.FactQuery;
import org.springframework.stereotype.Component;

/** Lists of facts of any kind, of the sites that a reader may see. */
@Component
public final class Facts {
  private final FactLists lists;
  private final Access access;

  public Facts(FactLists lists, Access access) {
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

  /** Newest first. */
  public <F extends Fact> FactPage<F> read(FactQuery<F> query) {
    return lists.read(query);
  }
}
