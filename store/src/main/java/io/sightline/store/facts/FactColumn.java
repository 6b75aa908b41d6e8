package io.sightline.store.facts;

import io.sightline.domain.facts.Explanation;
import io.sightline.domain.facts.MayBeAbsent;
import io.sightline.domain.facts.OfPlate;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.function.Function;

/**
 * One column of a table of facts, as the record's component of the same meaning has it.
 *
 * @param name in the table and in JSON: {@code endedAtMillis} is {@code ended_at}, {@code
 *     stayMillis} is {@code stay_ms}
 * @param component type of the record's component
 * @param nullable whether a fact may have none
 * @param ofPlate whether it goes when the plate is erased; null where it does not
 * @param value of a fact's record, or of its head
 */
public record FactColumn(
    String name,
    FactType type,
    Class<?> component,
    boolean nullable,
    OfPlate ofPlate,
    boolean isExplanation,
    Function<Object, Object> value) {

  /** Whether it is a plate. */
  public boolean isPlate() {
    return ofPlate != null && ofPlate.text();
  }

  /** What stands in it, in SQL, where the plate is erased. */
  String blank() {
    return nullable ? "null" : type.sqlDefault();
  }

  static FactColumn of(RecordComponent component) {
    boolean nullable =
        component.isAnnotationPresent(MayBeAbsent.class) || isBoxed(component.getType());
    return new FactColumn(
        columnName(component.getName()),
        FactType.of(component),
        component.getType(),
        nullable,
        component.getAnnotation(OfPlate.class),
        component.isAnnotationPresent(Explanation.class),
        accessor(component));
  }

  private static boolean isBoxed(Class<?> type) {
    return Number.class.isAssignableFrom(type) || type == Boolean.class;
  }

  /** The usual snake case, with the field's words for units. */
  static String columnName(String component) {
    String snake = component.replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
    return snake
        .replaceFirst("_at_millis$", "_at")
        .replaceFirst("_millis$", "_ms")
        .replaceFirst("_micros$", "_us");
  }

  private static Function<Object, Object> accessor(RecordComponent component) {
    try {
      MethodHandle handle =
          MethodHandles.publicLookup()
              .unreflect(component.getAccessor())
              .asType(MethodType.methodType(Object.class, Object.class));
      return fact -> {
        try {
          return handle.invokeExact(fact);
        } catch (Throwable e) {
          // An accessor of ours returns a field.
          throw new IllegalStateException(component + " cannot be read.", e);
        }
      };
    } catch (IllegalAccessException e) {
      throw new IllegalArgumentException(component + " is not public.", e);
    }
  }
}
