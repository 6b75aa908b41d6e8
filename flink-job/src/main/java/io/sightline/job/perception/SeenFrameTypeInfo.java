package io.sightline.job.perception;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Frames travel as they are within a process, and as their addresses anywhere else. */
public final class SeenFrameTypeInfo extends TypeInformation<SeenFrame> {
  public static final SeenFrameTypeInfo INSTANCE = new SeenFrameTypeInfo();

  @Override
  public TypeSerializer<SeenFrame> createSerializer(SerializerConfig config) {
    return new SeenFrameSerializer();
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
  public Class<SeenFrame> getTypeClass() {
    return SeenFrame.class;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public String toString() {
    return "SeenFrame";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SeenFrameTypeInfo;
  }

  @Override
  public int hashCode() {
    return SeenFrameTypeInfo.class.hashCode();
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof SeenFrameTypeInfo;
  }
}
