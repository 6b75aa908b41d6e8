package io.sightline.store.facts;

import io.sightline.domain.facts.Fact;
import io.sightline.domain.messages.Topics;
import java.util.ArrayList;
import java.util.List;

/** The options of a kind. */
public final class FactKindBuilder<F extends Fact> {
  private static final List<String> BY_ID = List.of("at", "id");

  final String name;
  final Class<F> record;
  final List<String> indexes = new ArrayList<>();
  final List<String> peoplesColumns = new ArrayList<>();
  List<String> key = BY_ID;
  FactOwner owner = FactOwner.NOBODY;
  boolean inLedger = true;
  boolean goesWithItsPlate;
  List<String> pairedBy = List.of();
  String ends;
  String feed;
  String topic = Topics.FACTS;

  FactKindBuilder(String name, Class<F> record) {
    this.name = name;
    this.record = record;
  }

  /** Known by columns of its own in place of an id; {@code at} is the first of them. */
  public FactKindBuilder<F> keyedBy(String... columns) {
    key = List.of(columns);
    return this;
  }

  /** Taken back with its owner's restart. */
  public FactKindBuilder<F> ownedBy(FactOwner owner) {
    this.owner = owner;
    return this;
  }

  /** Not part of what runs are compared by. */
  public FactKindBuilder<F> besideTheLedger() {
    inLedger = false;
    return this;
  }

  /** Nothing but what is said of a plate: taken back where that is erased. */
  public FactKindBuilder<F> goesWithItsPlate() {
    goesWithItsPlate = true;
    return this;
  }

  /** Paired by these where keys of two runs differ, by the longest overlap in time. */
  public FactKindBuilder<F> pairedBy(String... columns) {
    pairedBy = List.of(columns);
    return this;
  }

  /** Lasts until what this column holds. */
  public FactKindBuilder<F> endsWith(String column) {
    ends = column;
    return this;
  }

  /** Told to live listeners that ask for this. */
  public FactKindBuilder<F> feed(String feed) {
    this.feed = feed;
    return this;
  }

  /** Published in a topic of its own. */
  public FactKindBuilder<F> topic(String topic) {
    this.topic = topic;
    return this;
  }

  /** Found by these columns, too. */
  public FactKindBuilder<F> index(String columns) {
    indexes.add(columns);
    return this;
  }

  /**
   * Some of them are found by these columns, too.
   *
   * @param condition which these are
   */
  public FactKindBuilder<F> index(String columns, String condition) {
    indexes.add(columns + FactSchema.WHERE + condition);
    return this;
  }

  /** Holds what people say of it, which the job neither writes nor takes back. */
  public FactKindBuilder<F> peoples(String column) {
    peoplesColumns.add(column);
    return this;
  }

  public FactKind<F> build() {
    return new FactKind<>(this);
  }
}
