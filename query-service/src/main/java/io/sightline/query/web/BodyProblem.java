package io.sightline.query.web;

import io.sightline.domain.BadInput;
import io.sightline.domain.text.Nearest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** What is wrong with a body, in words that name the member, and none of ours. */
final class BodyProblem {
  private BodyProblem() {}

  static String of(HttpMessageNotReadableException problem) {
    if (!(problem.getCause() instanceof JacksonException json)) {
      return "The body is missing or cannot be read; send what /docs describes.";
    }
    for (Throwable cause = json; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnrecognizedPropertyException unknown) {
        List<String> known = new ArrayList<>();
        if (unknown.getKnownPropertyIds() != null) {
          unknown.getKnownPropertyIds().forEach(id -> known.add(id.toString()));
        }
        String name = unknown.getPropertyName();
        return "There is no member `" + Words.shown(name) + "` here; " + Nearest.hint(name, known);
      }
      if (cause instanceof Texts.NoTime) {
        return member(json) + cause.getMessage();
      }
      if (cause instanceof BadInput) {
        return member(json) + "cannot be used: " + cause.getMessage();
      }
      if (cause instanceof MismatchedInputException mismatch) {
        return member(json) + wanted(mismatch.getTargetType());
      }
    }
    if (json instanceof StreamReadException) {
      return "The body is no JSON that can be read" + place(json.getLocation()) + ".";
    }
    return member(json) + "cannot be used; send what /docs describes.";
  }

  private static String member(JacksonException json) {
    String path =
        json.getPath().stream()
            .map(
                each ->
                    each.getPropertyName() == null ? "" + each.getIndex() : each.getPropertyName())
            .map(Words::shown)
            .collect(Collectors.joining("."));
    return path.isEmpty() ? "The body " : "`" + path + "` ";
  }

  private static String wanted(Class<?> type) {
    if (type == null) {
      return "cannot be used; send what /docs describes.";
    }
    if (type == String.class) {
      return "should be a text in quotes.";
    }
    if (type == Instant.class) {
      return "should be a time such as " + Texts.TIME_EXAMPLE + ".";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "should be true or false.";
    }
    if (type == double.class || type == Double.class) {
      return "should be a number.";
    }
    if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
      return "should be a whole number, without a point.";
    }
    if (type.isArray() || Iterable.class.isAssignableFrom(type)) {
      return "should be a list.";
    }
    return "should be an object.";
  }

  private static String place(TokenStreamLocation at) {
    return at == null || at.getLineNr() < 1
        ? ""
        : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
  }
}
