package io.sightline.query.web;

import io.sightline.domain.BadInput;
import io.sightline.domain.text.Nearest;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses a query that says something nobody listens to: a parameter that the operation does not
 * have, one that is given twice, and one that is empty. So a slip never asks for something else. A
 * body of any type is refused, too.
 */
public final class Words implements HandlerInterceptor {
  private static final int MOST_SHOWN = 64;

  private final Map<Method, Set<String>> known = new ConcurrentHashMap<>();

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    boolean asked = request.getDispatcherType() == DispatcherType.REQUEST;
    if (asked) {
      requireOneType(request.getContentType());
    }
    if (asked && handler instanceof HandlerMethod operation && !isPage(operation)) {
      require(
          known.computeIfAbsent(operation.getMethod(), method -> parameters(operation)),
          request.getQueryString());
    }
    return true;
  }

  /** Neither Spring's headers nor anybody else can tell what such a body is. */
  private static void requireOneType(String contentType) {
    if (contentType != null && contentType.contains("*")) {
      throw new BadInput(
          "The Content-Type `" + shown(contentType) + "` names no one type; say what the body is.");
    }
  }

  /** Pages keep in their addresses what they like. */
  private static boolean isPage(HandlerMethod operation) {
    return AnnotatedElementUtils.hasAnnotation(operation.getBeanType(), Hidden.class);
  }

  private static Set<String> parameters(HandlerMethod operation) {
    Set<String> names = new LinkedHashSet<>();
    for (MethodParameter parameter : operation.getMethodParameters()) {
      RequestParam said = parameter.getParameterAnnotation(RequestParam.class);
      if (said != null) {
        names.add(said.name().isEmpty() ? parameter.getParameter().getName() : said.name());
      }
    }
    return names;
  }

  /**
   * @param known that there are
   * @param query of an address, still encoded; null for none
   * @throws BadInput naming the parameter that is wrong
   */
  public static void require(Set<String> known, String query) {
    if (query == null || query.isEmpty()) {
      return;
    }
    Set<String> given = new LinkedHashSet<>();
    for (String each : query.split("&")) {
      if (each.isEmpty()) {
        continue;
      }
      int equals = each.indexOf('=');
      String name = decoded(equals < 0 ? each : each.substring(0, equals));
      if (!known.contains(name)) {
        throw new BadInput(
            "There is no query parameter `" + shown(name) + "` here; " + Nearest.hint(name, known));
      }
      if (!given.add(name)) {
        throw new BadInput("`" + name + "` is given twice; give it once.");
      }
      if (equals < 0 || equals == each.length() - 1) {
        throw new BadInput("`" + name + "` is empty; give it a value or leave it out.");
      }
    }
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new BadInput(
          "The address's query cannot be read; percent-encode it, as name=value&name=value.", e);
    }
  }

  /** A name that came from outside, fit to be shown. */
  static String shown(String name) {
    String clean = name.replaceAll("\\p{Cntrl}", "");
    return clean.length() > MOST_SHOWN ? clean.substring(0, MOST_SHOWN) + "…" : clean;
  }
}
