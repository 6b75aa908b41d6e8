package io.sightline.query.web;

import io.sightline.domain.BadInput;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.failures.NotSignedIn;
import io.sightline.query.predictions.Asker;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.List;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Gives controllers who asks, as a {@link Reader} or an {@link Editor}, with what they say they ask
 * for; or as an {@link Asker}, who may be a stranger.
 */
@Configuration(proxyBeanMethods = false)
public class WhoAsks implements WebMvcConfigurer, HandlerMethodArgumentResolver {
  public static final String PURPOSE = "X-Purpose";
  private static final int MOST_OF_A_PURPOSE = 200;

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(this);
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    Class<?> type = parameter.getParameterType();
    return type == Reader.class || type == Editor.class || type == Asker.class;
  }

  @Override
  public Object resolveArgument(
      MethodParameter parameter,
      ModelAndViewContainer container,
      NativeWebRequest request,
      WebDataBinderFactory binders) {
    Principal principal = request.getUserPrincipal();
    HttpServletRequest plain = request.getNativeRequest(HttpServletRequest.class);
    boolean mayBeStranger = parameter.getParameterType() == Asker.class;
    if (mayBeStranger && !(principal instanceof SignedIn)) {
      return new Asker(null, plain.getRemoteAddr());
    }
    if (!(principal instanceof SignedIn signedIn)) {
      throw new NotSignedIn("Sign in first: this needs a valid token.");
    }
    Reader reader =
        signedIn.reader().asking(plain.getRemoteAddr(), purpose(plain.getHeader(PURPOSE)));
    if (mayBeStranger) {
      return new Asker(reader, reader.address());
    }
    return parameter.getParameterType() == Editor.class ? new Editor(reader) : reader;
  }

  /**
   * What somebody says they ask for.
   *
   * @param said as they say it; null for nothing
   * @return null for nothing
   * @throws BadInput when it is too long to be kept
   */
  public static String purpose(String said) {
    if (said == null || said.isBlank()) {
      return null;
    }
    if (said.length() > MOST_OF_A_PURPOSE) {
      throw new BadInput("`X-Purpose` must have at most 200 characters.");
    }
    return said.strip();
  }
}
