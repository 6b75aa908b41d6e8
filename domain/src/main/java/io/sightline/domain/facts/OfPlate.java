package io.sightline.domain.facts;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A component of a fact that says something of a plate, and that is blank when the plate is erased.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface OfPlate {
  /** Whether it is the plate itself, in its region's spelling. */
  boolean text() default false;
}
