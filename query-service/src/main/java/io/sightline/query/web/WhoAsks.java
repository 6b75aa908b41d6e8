package io.sightline.query.web;

import io.sightline.query.access.Access;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.failures.NotSignedIn;
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

/** Gives controllers who asks, as a {@link Reader} or an {@link Editor}. */
@Configuration(proxyBeanMethods = false)
public class WhoAsks implements WebMvcConfigurer, HandlerMethodArgumentResolver {
  private final Access access;

  public WhoAsks(Access access) {
    this.access = access;
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(this);
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    Class<?> type = parameter.getParameterType();
    return type == Reader.class || type == Editor.class;
  }

  @Override
  public Object resolveArgument(
      MethodParameter parameter,
      ModelAndViewContainer container,
      NativeWebRequest request,
      WebDataBinderFactory binders) {
    Principal principal = request.getUserPrincipal();
    if (principal == null) {
      throw new NotSignedIn("Sign in first: this needs a valid token.");
    }
    String address = request.getNativeRequest(HttpServletRequest.class).getRemoteAddr();
    Reader reader = access.reader(principal.getName(), address);
    return parameter.getParameterType() == Editor.class ? new Editor(reader) : reader;
  }
}
