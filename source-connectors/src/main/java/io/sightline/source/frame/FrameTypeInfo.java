package io.sightline.source.frame;

import io.sightline.domain.frames.Frame;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Frames travel as they are within a process, and as their addresses anywhere else. */
public final class FrameTypeInfo extends TypeInformation<Frame> {
  public static final FrameTypeInfo INSTANCE = new FrameTypeInfo();

  @Override
  public TypeSerializer<Frame> createSerializer(SerializerConfig config) {
    return new FrameSerializer();
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
  public Class<Frame> getTypeClass() {
    return Frame.class;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public String toString() {
    return "Frame";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FrameTypeInfo;
  }

  @Override
  public int hashCode() {
    return FrameTypeInfo.class.hashCode();
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof FrameTypeInfo;
  }
}
