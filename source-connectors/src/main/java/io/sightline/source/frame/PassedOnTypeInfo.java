package io.sightline.source.frame;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * Things that travel as they are within a process, and without their pixels anywhere else.
 *
 * @param <T> what travels
 */
public final class PassedOnTypeInfo<T> extends TypeInformation<T> {
  private final Class<T> type;
  private final PassedOnSerializer<T> serializer;

  /**
   * @param serializer without state, so that one serves all
   */
  public PassedOnTypeInfo(Class<T> type, PassedOnSerializer<T> serializer) {
    this.type = type;
    this.serializer = serializer;
  }

  @Override
  public TypeSerializer<T> createSerializer(SerializerConfig config) {
    return serializer;
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public Class<T> getTypeClass() {
    return type;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public String toString() {
    return type.getSimpleName();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PassedOnTypeInfo<?> info && type == info.type;
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof PassedOnTypeInfo<?> info && type == info.type;
  }
}
