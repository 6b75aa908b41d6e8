package io.sightline.query.web.server;

import io.sightline.domain.settings.Settings;
import io.sightline.query.people.Proofs;
import io.sightline.query.web.Origins;
import io.sightline.query.web.Problems;
import jakarta.servlet.DispatcherType;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.web.filter.UrlHandlerFilter;

/** How the server talks to whoever connects. */
@Configuration(proxyBeanMethods = false)
class ServerConfiguration
    implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {
  /** The longest silence in a request's body, or while somebody is to read an answer. */
  private static final int SILENCE_MILLIS = 10_000;

  private static final int IDLE_MILLIS = 20_000;
  private static final int MOST_PARAMETERS = 1_000;
  private static final int MOST_HEADERS = 100;

  private final Settings settings;

  ServerConfiguration(Settings settings) {
    this.settings = settings;
  }

  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    factory.setProtocol(GuardedHttp.class.getName());
    factory.addConnectorCustomizers(
        connector -> {
          GuardedHttp http = (GuardedHttp) connector.getProtocolHandler();
          http.setConnectionTimeout(SILENCE_MILLIS);
          http.setKeepAliveTimeout(IDLE_MILLIS);
          http.setMaxHeaderCount(MOST_HEADERS);
          connector.setMaxParameterCount(MOST_PARAMETERS);
          http.connections()
              .limit(
                  settings.get(Settings.LIMITS_CONNECTIONS),
                  settings.get(Settings.SERVICE_TRUSTED_PROXIES),
                  settings.get(Settings.LIMITS_HEAD_PATIENCE));
        });
    if (settings.get(Settings.LOGGING_DIRECTORY) != null) {
      factory.addContextValves(new AccessLog());
    }
    factory.addContextCustomizers(
        context ->
            ((StandardHost) context.getParent())
                .setErrorReportValveClass(ProblemReports.class.getName()));
  }

  /** Ahead of everything, so that pages of other origins can read what they are refused. */
  @Bean
  FilterRegistrationBean<CrossOrigin> crossOrigin(Origins origins) {
    FilterRegistrationBean<CrossOrigin> first =
        new FilterRegistrationBean<>(new CrossOrigin(origins));
    first.setOrder(Ordered.HIGHEST_PRECEDENCE);
    first.setDispatcherTypes(DispatcherType.REQUEST);
    first.setAsyncSupported(true);
    return first;
  }

  /**
   * A slash at the end means the same, as the services that this one replaces have it. Behind the
   * gate, which gives a request anew once its body is there.
   */
  @Bean
  FilterRegistrationBean<UrlHandlerFilter> slashAtTheEnd() {
    FilterRegistrationBean<UrlHandlerFilter> filter =
        new FilterRegistrationBean<>(
            UrlHandlerFilter.trailingSlashHandler("/**").wrapRequest().build());
    filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 2);
    filter.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
    filter.setAsyncSupported(true);
    return filter;
  }

  @Bean
  FilterRegistrationBean<Gate> gate(Proofs proofs) {
    Proxies proxies = new Proxies(settings.get(Settings.SERVICE_TRUSTED_PROXIES));
    FilterRegistrationBean<Gate> gate =
        new FilterRegistrationBean<>(new Gate(settings, proofs, proxies));
    gate.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
    gate.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
    gate.setAsyncSupported(true);
    return gate;
  }

  /** Addresses that could mean two things are refused by Spring's firewall. */
  @Bean
  RequestRejectedHandler firewall() {
    return (request, response, refusal) ->
        Problems.write(
            request,
            response,
            HttpStatus.BAD_REQUEST,
            ProblemReports.detail(HttpStatus.BAD_REQUEST));
  }
}
