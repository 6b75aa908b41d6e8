package io.sightline.query.facts;

import io.sightline.domain.BadInput;
import io.sightline.domain.facts.Fact;
import io.sightline.domain.runs.RunName;
import io.sightline.domain.text.Nearest;
import io.sightline.query.access.Access;
import io.sightline.query.access.Reader;
import io.sightline.query.audit.Audit;
import io.sightline.query.failures.NotFound;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactLists;
import io.sightline.store.facts.FactPage;
import io.sightline.store.facts.FactQuery;
import io.sightline.store.sites.KnownThings;
import io.sightline.store.sites.KnownThings.Thing;
import java.util.Set;
import java.util.SortedMap;
import org.springframework.stereotype.Component;

/** Lists of facts of any kind, of the sites that a reader may see. */
@Component
public final class Facts {
  private final FactKinds kinds;
  private final FactLists lists;
  private final Access access;
  private final KnownThings things;
  private final Audit audit;

  public Facts(FactKinds kinds, FactLists lists, Access access, KnownThings things, Audit audit) {
    this.audit = audit;
    this.kinds = kinds;
    this.lists = lists;
    this.access = access;
    this.things = things;
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
        .orElseThrow(
            () ->
                new NotFound(
                    "A kind of facts '" + name + "'",
                    Nearest.hint(name, kinds.ledger().stream().map(FactKind::name).toList())));
  }

  /**
   * A thing that a question names.
   *
   * @param id null where it names none
   */
  public record Named(Thing thing, String id) {}

  /**
   * Newest first. Where there is nothing, what was named is looked for, so that a slip in a name is
   * not taken for a quiet day.
   *
   * @param query that was asked for with the question
   * @param named what it is narrowed to
   * @throws NotFound when the run or something that is named is not there for the reader
   * @throws BadInput where it must be said what personal data are for, and is not
   */
  public <F extends Fact> FactPage<F> read(
      Reader reader, ListQuestion question, FactQuery<F> query, Named... named) {
    return read(reader, question, query, null, named);
  }

  /**
   * The same of one plate. That somebody searches where plates are is written down.
   *
   * @param plate as somebody writes it; null for any
   */
  public <F extends Fact> FactPage<F> read(
      Reader reader, ListQuestion question, FactQuery<F> query, String plate, Named... named) {
    if (query.kind().plate().isPresent()) {
      audit.noteRead(reader, "search", searched(query, question), plate);
    }
    FactPage<F> page = lists.read(query);
    if (page.rows().isEmpty()) {
      requireThere(reader, question.run(), named);
    }
    return page;
  }

  /**
   * How many facts there are by the size of a column's value, and otherwise as {@link #read}.
   *
   * @param width of a class, in the column's unit
   * @param most classes; what is larger is counted with the last
   * @return by number of the class, from 0; classes without facts are left out
   */
  public SortedMap<Integer, Long> counts(
      Reader reader,
      ListQuestion question,
      FactQuery<?> query,
      String column,
      long width,
      int most,
      Named... named) {
    SortedMap<Integer, Long> counts = lists.counts(query, column, width, most);
    if (counts.isEmpty()) {
      requireThere(reader, question.run(), named);
    }
    return counts;
  }

  /**
   * What was named and holds nothing is looked for.
   *
   * @throws NotFound when the run or something that is named is not there for the reader
   */
  public void requireThere(Reader reader, String run, Named... named) {
    Set<String> sites = reader.sites();
    if (!run.equals(RunName.LIVE) && !things.hasRun(run, sites)) {
      throw new NotFound("The run '" + run + "'");
    }
    for (Named each : named) {
      if (each.id() != null && !things.has(each.thing(), each.id(), run, sites)) {
        throw new NotFound("The " + each.thing().word() + " '" + each.id() + "'");
      }
    }
  }

  private static String searched(FactQuery<?> query, ListQuestion question) {
    return query.kind().name()
        + " of "
        + (question.site() == null ? "all sites" : question.site())
        + ", run "
        + question.run();
  }
}
