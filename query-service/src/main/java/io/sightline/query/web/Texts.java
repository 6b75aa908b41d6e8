package io.sightline.query.web;

import io.sightline.domain.BadInput;
import io.sightline.domain.text.Instants;
import java.beans.PropertyEditorSupport;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.Function;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/** How what is asked is read: strictly, so that nothing is taken for something else. */
@Configuration(proxyBeanMethods = false)
public class Texts implements WebMvcConfigurer {
  static final String TIME_EXAMPLE = "2026-03-01T08:00:00Z";

  private static final String NO_TIME =
      "is no time; write it as ISO 8601 with its zone, such as "
          + TIME_EXAMPLE
          + " or 2026-03-01T05:00:00-03:00 (in an address, + is %2B).";

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(new Words());
  }

  @Override
  public void addFormatters(FormatterRegistry registry) {
    registry.addConverter(String.class, Instant.class, Texts::instant);
  }

  /** JSON as it comes in and goes out. */
  @Bean
  JsonMapperBuilderCustomizer strictJson() {
    return Texts::configure;
  }

  /** Unknown and doubled members are errors, and nothing is made of a value of another type. */
  public static void configure(JsonMapper.Builder builder) {
    SimpleModule times = new SimpleModule("times");
    times.addDeserializer(Instant.class, new TimeReader());
    builder
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .withCoercionConfig(
            LogicalType.Textual,
            text ->
                text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
        .addModule(times);
  }

  private static final class TimeReader extends StdDeserializer<Instant> {
    TimeReader() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser parser, DeserializationContext context) {
      if (parser.currentToken() != JsonToken.VALUE_STRING) {
        throw new NoTime(null);
      }
      return instant(parser.getString());
    }
  }

  /** A text is no time. */
  static final class NoTime extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    NoTime(Throwable cause) {
      super(NO_TIME, cause);
    }
  }

  /** The years that can be told apart from slips, and that the database knows. */
  private static Instant instant(String text) {
    try {
      Instant instant = OffsetDateTime.parse(text).toInstant();
      if (!Instants.isUsable(instant)) {
        throw new BadInput("A time must be of the years 1900 to 2999.");
      }
      return instant;
    } catch (DateTimeParseException e) {
      throw new NoTime(e);
    }
  }

  /** Parameters are written as JSON writes their values, and in no other way. */
  static void strict(WebDataBinder binder) {
    for (Class<?> type : List.of(Boolean.class, boolean.class)) {
      binder.registerCustomEditor(type, new Strict("true|false", Boolean::valueOf));
    }
    for (Class<?> type : List.of(Integer.class, int.class)) {
      binder.registerCustomEditor(type, new Strict("-?\\d{1,10}", Integer::valueOf));
    }
    for (Class<?> type : List.of(Long.class, long.class)) {
      binder.registerCustomEditor(type, new Strict("-?\\d{1,19}", Long::valueOf));
    }
  }

  private static final class Strict extends PropertyEditorSupport {
    private final String form;
    private final Function<String, Object> parse;

    Strict(String form, Function<String, Object> parse) {
      this.form = form;
      this.parse = parse;
    }

    @Override
    public void setAsText(String text) {
      if (!text.matches(form)) {
        throw new IllegalArgumentException("no " + form);
      }
      setValue(parse.apply(text));
    }
  }
}
