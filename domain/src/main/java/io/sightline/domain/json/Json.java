package io.sightline.domain.json;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.MapperBuilder;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.cbor.CBORMapper;

/**
 * Our records as JSON and CBOR: components in their order, times as ISO 8601, nothing unknown
 * dropped in silence.
 */
public final class Json {
  private static final JsonMapper JSON = configure(JsonMapper.builder()).build();
  private static final CBORMapper CBOR = configure(CBORMapper.builder()).build();

  private Json() {}

  private static <B extends MapperBuilder<?, B>> B configure(B builder) {
    UnaryOperator<JsonInclude.Value> present =
        value -> value.withValueInclusion(JsonInclude.Include.NON_NULL);
    return builder
        .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
        .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        // A record's questions, such as isLive(), are no components of it.
        .changeDefaultVisibility(
            checker -> checker.withIsGetterVisibility(JsonAutoDetect.Visibility.NONE))
        .changeDefaultPropertyInclusion(present);
  }

  public static String write(Object value) {
    return JSON.writeValueAsString(value);
  }

  /**
   * @throws JacksonException when the text is not JSON of this type
   */
  public static <T> T read(String text, Class<T> type) {
    return JSON.readValue(text, type);
  }

  public static byte[] writeBinary(Object value) {
    return CBOR.writeValueAsBytes(value);
  }

  /**
   * @throws JacksonException when the bytes are not CBOR of this type
   */
  public static <T> T readBinary(byte[] bytes, Class<T> type) {
    return CBOR.readValue(bytes, type);
  }
}
