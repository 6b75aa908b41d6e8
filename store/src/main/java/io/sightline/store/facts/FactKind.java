package io.sightline.store.facts;

import io.sightline.domain.facts.Fact;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.json.Json;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One kind of fact, said once: the record that holds it and a few options. Its table, the columns
 * of its ledger and their order, its JSON and the description of it, what a restart takes back and
 * what live listeners are told all derive from these.
 *
 * @param <F> the record
 */
public final class FactKind<F extends Fact> implements Serializable {
  private static final char BETWEEN = '\u001f';
  private static final String ERASED = "erased";
  private static final String RETRACTED = "retracted";
  private static final String KIND = "kind";

  private final String name;
  private final Class<F> record;
  private final List<String> key;
  private final FactOwner owner;
  private final boolean inLedger;
  private final List<String> pairedBy;
  private final String ends;
  private final String feed;
  private final String topic;
  private final List<String> indexes;
  private final List<String> peoplesColumns;
  private final boolean goesWithItsPlate;

  /** Derived from the record; not serialised. */
  private transient List<FactColumn> ownColumns;

  private transient List<FactColumn> storedColumns;
  private transient Constructor<F> constructor;

  FactKind(FactKindBuilder<F> builder) {
    this.name = builder.name;
    this.record = builder.record;
    this.key = builder.key;
    this.owner = builder.owner;
    this.inLedger = builder.inLedger;
    this.pairedBy = builder.pairedBy;
    this.ends = builder.ends;
    this.feed = builder.feed;
    this.topic = builder.topic;
    this.indexes = List.copyOf(builder.indexes);
    this.peoplesColumns = List.copyOf(builder.peoplesColumns);
    this.goesWithItsPlate = builder.goesWithItsPlate;
    derive();
  }

  /**
   * @param name of its table, which is also what it is called in messages
   */
  public static <F extends Record & Fact> FactKindBuilder<F> of(String name, Class<F> record) {
    return new FactKindBuilder<>(name, record);
  }

  private void derive() {
    List<FactColumn> own =
        Arrays.stream(record.getRecordComponents())
            .filter(component -> component.getType() != FactHead.class)
            .map(FactColumn::of)
            .toList();
    List<FactColumn> stored = new ArrayList<>();
    if (key.contains("id")) {
      stored.add(headColumn("id", FactType.ID, String.class, FactHead::id));
    }
    stored.add(headColumn("site", FactType.TEXT, String.class, FactHead::site));
    stored.add(headColumn("at", FactType.INSTANT, long.class, FactHead::atMillis));
    stored.addAll(own);
    stored.add(headColumn("revision", FactType.LONG, long.class, FactHead::revisionMillis));
    stored.add(headColumn("final", FactType.BOOLEAN, boolean.class, FactHead::isFinal));
    stored.add(headColumn("model_sha256", FactType.TEXT, String.class, FactHead::modelSha256));
    stored.add(headColumn("layout_version", FactType.TEXT, String.class, FactHead::layoutVersion));
    ownColumns = own;
    storedColumns = List.copyOf(stored);
    try {
      constructor =
          record.getConstructor(
              Arrays.stream(record.getRecordComponents())
                  .map(RecordComponent::getType)
                  .toArray(Class<?>[]::new));
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(record + " is not public.", e);
    }
  }

  private static FactColumn headColumn(
      String name, FactType type, Class<?> component, Function<FactHead, Object> value) {
    return new FactColumn(
        name, type, component, false, null, false, fact -> value.apply(((Fact) fact).head()));
  }

  /** Functions do not travel with a job. */
  private Object readResolve() {
    derive();
    return this;
  }

  /** Of its table, and what it is called in messages. */
  public String name() {
    return name;
  }

  /** The record that holds it. */
  public Class<F> record() {
    return record;
  }

  /** What identifies a fact within a run, in the order in which a ledger is sorted. */
  public List<String> key() {
    return key;
  }

  public FactOwner owner() {
    return owner;
  }

  /** Whether it is part of what two runs are compared by. */
  public boolean isInLedger() {
    return inLedger;
  }

  /**
   * Columns by which facts of two runs that have no common key are paired; empty where they are
   * not.
   */
  public List<String> pairedBy() {
    return pairedBy;
  }

  /** The column that holds its end; null for facts of an instant. */
  public String ends() {
    return ends;
  }

  /** What live listeners ask for to be told of it; null when they are not. */
  public String feed() {
    return feed;
  }

  /** The Kafka topic that it is published in. */
  public String topic() {
    return topic;
  }

  /** Columns of further indexes, each as SQL has it. */
  List<String> indexes() {
    return indexes;
  }

  /** Columns that people and not the job fill, with their types, as SQL has them. */
  List<String> peoplesColumns() {
    return peoplesColumns;
  }

  /** The column that holds a plate; empty where facts of this kind name none. */
  public Optional<FactColumn> plate() {
    return ownColumns.stream().filter(FactColumn::isPlate).findFirst();
  }

  /** Columns that are blank where the plate is erased, each with what then stands there in SQL. */
  public Map<String, String> blanks() {
    Map<String, String> blanks = new LinkedHashMap<>();
    ownColumns.stream()
        .filter(column -> column.ofPlate() != null)
        .forEach(column -> blanks.put(column.name(), column.blank()));
    return blanks;
  }

  /** Whether nothing is left of a fact whose plate is erased: it is taken back. */
  public boolean goesWithItsPlate() {
    return goesWithItsPlate;
  }

  /** The plate that a fact names; null for none. */
  public String plateOf(F fact) {
    return plate().map(column -> (String) column.value().apply(fact)).orElse(null);
  }

  /** The columns that hold the tracks which a fact is of, in order. */
  public List<FactColumn> tracks() {
    return ownColumns.stream()
        .filter(column -> column.name().equals("track") || column.name().endsWith("_track"))
        .toList();
  }

  /** The same fact, naming its plate in another way; itself where it names none. */
  public F renamed(F fact, UnaryOperator<String> plate) {
    if (plateOf(fact) == null) {
      return fact;
    }
    List<Object> values = new ArrayList<>();
    int own = 0;
    for (RecordComponent component : record.getRecordComponents()) {
      if (component.getType() == FactHead.class) {
        values.add(fact.head());
      } else {
        FactColumn column = ownColumns.get(own++);
        Object value = column.value().apply(fact);
        values.add(column.isPlate() ? plate.apply((String) value) : value);
      }
    }
    return make(values);
  }

  /** What facts of this kind say beside what every fact does. */
  public List<FactColumn> ownColumns() {
    return ownColumns;
  }

  /** Every column that a fact fills; {@code run} and {@code code_version} come from the job. */
  public List<FactColumn> storedColumns() {
    return storedColumns;
  }

  /** The columns that people fill. */
  public List<String> peoplesNames() {
    return peoplesColumns.stream().map(column -> column.split(" ", 2)[0]).toList();
  }

  /** The columns that hold times, those that people fill among them. */
  public List<String> timeColumns() {
    List<String> names = new ArrayList<>();
    for (FactColumn column : storedColumns) {
      if (column.type() == FactType.INSTANT) {
        names.add(column.name());
      }
    }
    for (String column : peoplesColumns) {
      if (column.endsWith(" timestamptz")) {
        names.add(column.substring(0, column.indexOf(' ')));
      }
    }
    return names;
  }

  /** What of a fact two runs are compared by. */
  public List<FactColumn> ledgerColumns() {
    List<FactColumn> columns = new ArrayList<>();
    for (FactColumn column : storedColumns) {
      boolean identifies = List.of("id", "site", "at").contains(column.name());
      if (identifies || (ownColumns.contains(column) && !column.isExplanation())) {
        columns.add(column);
      }
    }
    return columns;
  }

  /**
   * @throws IllegalArgumentException when it has no such column
   */
  public FactColumn column(String name) {
    return storedColumns.stream()
        .filter(column -> column.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException(this.name + " has no column '" + name + "'."));
  }

  /** What tells a fact from the others of its run and kind, as one text. */
  public String keyOf(F fact) {
    return storedColumns.stream()
        .filter(column -> key.contains(column.name()))
        .map(column -> String.valueOf(column.value().apply(fact)))
        .collect(Collectors.joining(String.valueOf(BETWEEN)));
  }

  /**
   * A column of the same name as what says there which table it is of has the record's before it.
   */
  public String nameInMessages(FactColumn column) {
    return column.name().equals(KIND)
        ? record.getSimpleName().toLowerCase(Locale.ROOT) + "_" + KIND
        : column.name();
  }

  /** What columns are told as under other names, by those of the columns. */
  public Map<String, String> otherNamesInMessages() {
    Map<String, String> names = new LinkedHashMap<>();
    ownColumns.stream()
        .filter(column -> !nameInMessages(column).equals(column.name()))
        .forEach(column -> names.put(column.name(), nameInMessages(column)));
    return names;
  }

  /**
   * A fact as an object: its kind and run, then its columns by their names; what it has not is
   * absent.
   */
  public Map<String, Object> told(String run, F fact) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put(KIND, name);
    told.put("run", run);
    for (FactColumn column : storedColumns) {
      Object value = column.type().told(column.value().apply(fact));
      if (value != null) {
        told.put(nameInMessages(column), value);
      }
    }
    if (fact.head().isRetracted()) {
      told.put(RETRACTED, true);
    }
    return told;
  }

  /** {@link #told} as JSON. */
  public String message(String run, F fact) {
    return Json.write(told(run, fact));
  }

  /** What names a fact among those of its kind: its run, and its id or else its key's columns. */
  public String messageKey(String run, F fact) {
    String id = fact.head().id();
    if (!id.isEmpty()) {
      return run + "/" + id;
    }
    Map<String, Object> told = told(run, fact);
    return Stream.concat(
            Stream.of(run),
            storedColumns.stream()
                .filter(column -> key.contains(column.name()))
                .map(column -> String.valueOf(told.get(nameInMessages(column)))))
        .collect(Collectors.joining("/"));
  }

  /** What {@link #told} gives, as JSON Schema describes it. */
  public Map<String, Object> schema() {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>(List.of(KIND, "run"));
    properties.put(KIND, Map.of("const", name));
    properties.put("run", Map.of("type", "string"));
    for (FactColumn column : storedColumns) {
      properties.put(nameInMessages(column), column.type().schema(column.component()));
      if (!column.nullable()) {
        required.add(nameInMessages(column));
      }
    }
    properties.put(RETRACTED, Map.of("const", true));
    if (plate().isPresent()) {
      properties.put(ERASED, Map.of("const", true));
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("required", required);
    schema.put("properties", properties);
    return schema;
  }

  /** {@link #message} of a fact whose plate is erased: it says so, and no plate. */
  public String erasedMessage(String run, F fact) {
    Map<String, Object> told = told(run, fact);
    for (FactColumn column : ownColumns) {
      if (column.ofPlate() != null && (column.nullable() || column.isPlate())) {
        told.remove(column.name());
        if (!column.nullable()) {
          told.put(column.name(), "");
        }
      }
    }
    told.put(ERASED, true);
    return Json.write(told);
  }

  /**
   * Inserts a fact, or revises it: a final row always replaces one that is not, otherwise the newer
   * evidence wins, and a retracted row gives way to any. A plate that is erased is not written, and
   * blanks the row that is there. {@link #bind} fills it.
   */
  public String upsert() {
    return upsert("held(?, ?)");
  }

  /** The same of a fact that no job makes: who writes holds no lease. */
  String upsertOfNoJob() {
    return upsert("coalesce(?::text, ?::text)");
  }

  /**
   * @param run the run's name, of it and of who writes
   */
  private String upsert(String run) {
    List<String> names = storedColumns.stream().map(FactColumn::name).toList();
    String set =
        names.stream()
            .filter(column -> !key.contains(column))
            .map(column -> column + " = excluded." + column)
            .collect(Collectors.joining(", "));
    boolean named = plate().isPresent();
    String values =
        storedColumns.stream()
            .map(
                column ->
                    column.ofPlate() == null
                        ? ", ?::" + column.type().cast()
                        : ", case when e.erased then %s else ?::%s end"
                            .formatted(column.blank(), column.type().cast()))
            .collect(Collectors.joining());
    String insert =
        named
            ? "insert into %s as t (run, code_version, %s, retracted, erased_at)"
                    .formatted(name, String.join(", ", names))
                + " select %s, ?%s, %s, case when e.erased then now() end"
                    .formatted(
                        run, values, goesWithItsPlate ? "?::boolean or e.erased" : "?::boolean")
                + " from (select %s as erased) e".formatted(erased())
            : "insert into %s as t (run, code_version, %s, retracted) values (%s, ?%s, ?)"
                .formatted(name, String.join(", ", names), run, ", ?".repeat(names.size()));
    return insert
        + " on conflict (run, %s) do update set %s,".formatted(String.join(", ", key), set)
        + " retracted = excluded.retracted,"
        + (named ? " erased_at = excluded.erased_at," : "")
        + " code_version = excluded.code_version, recorded_at = default, written_xid = default"
        + " where t.retracted or (excluded.final and not t.final)"
        + " or (excluded.final = t.final and excluded.revision >= t.revision)"
        + (named ? " or excluded.erased_at is not null" : "");
  }

  /** Whether the plate of a fact is erased, by itself or with one of the tracks that it is of. */
  private String erased() {
    return String.join(
        " or ",
        Collections.nCopies(Math.max(1, tracks().size()), "is_erased(?, ?, ?::uuid, ?, ?)"));
  }

  /**
   * Fills {@link #upsert}. Texts are made fit to be stored, so that one cannot fail its batch.
   *
   * @param job that writes, by Flink's id; refused where it does not hold the run's lease
   */
  public void bind(PreparedStatement statement, String run, String job, String codeVersion, F fact)
      throws SQLException {
    bind(statement, run, job, codeVersion, fact, null);
  }

  /**
   * The same of a fact that is not written with its plate where that is erased.
   *
   * @param mark what the plate is known by when it is erased; null where nobody can tell
   */
  public void bind(
      PreparedStatement statement, String run, String job, String codeVersion, F fact, byte[] mark)
      throws SQLException {
    statement.setString(1, run);
    statement.setString(2, job);
    statement.setString(3, codeVersion);
    int parameter = 4;
    for (FactColumn column : storedColumns) {
      column.type().bind(statement, parameter++, column.value().apply(fact));
    }
    FactHead head = fact.head();
    statement.setBoolean(parameter++, head.isRetracted());
    if (plate().isPresent()) {
      for (int i = 0; i < Math.max(1, tracks().size()); i++) {
        Object track = tracks().isEmpty() ? null : tracks().get(i).value().apply(fact);
        statement.setString(parameter++, head.site());
        statement.setBytes(parameter++, mark);
        FactType.ID.bind(statement, parameter++, plateOf(fact) == null ? null : track);
        FactType.INSTANT.bind(statement, parameter++, head.atMillis());
        FactType.INSTANT.bind(
            statement, parameter++, Math.max(head.atMillis(), head.revisionMillis()));
      }
    }
  }

  /** The fact in a row that has all {@link #storedColumns}, and is not retracted. */
  public F read(ResultSet rows) throws SQLException {
    FactHead head =
        new FactHead(
            key.contains("id") ? rows.getString("id") : "",
            rows.getString("site"),
            (Long) FactType.INSTANT.read(rows, "at", long.class),
            rows.getLong("revision"),
            rows.getBoolean("final"),
            rows.getString("model_sha256"),
            rows.getString("layout_version"));
    List<Object> values = new ArrayList<>();
    int own = 0;
    for (Class<?> component : constructor.getParameterTypes()) {
      if (component == FactHead.class) {
        values.add(head);
      } else {
        FactColumn column = ownColumns.get(own++);
        values.add(column.type().read(rows, column.name(), column.component()));
      }
    }
    return make(values);
  }

  private F make(List<Object> values) {
    try {
      return constructor.newInstance(values.toArray());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("A row of " + name + " is no " + record + ".", e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
