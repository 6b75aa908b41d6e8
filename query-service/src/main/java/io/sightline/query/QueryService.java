package io.sightline.query;

import io.sightline.domain.settings.Settings;
import io.sightline.query.emotions.EmotionModel;
import io.sightline.query.people.People;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** The service, running in this process. */
public final class QueryService implements AutoCloseable {
  private final ConfigurableApplicationContext context;

  private QueryService(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** Starts the service; it answers when this returns. */
  public static QueryService start(QueryServiceOptions options) {
    // Logging is set up by whoever starts the process.
    System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
    Settings settings = options.settings();
    Map<String, Object> properties = new HashMap<>();
    properties.put("server.port", options.port());
    properties.put("server.address", settings.get(Settings.SERVICE_ADDRESS));
    if (settings.get(Settings.TLS_CERTIFICATE) != null) {
      properties.put("server.ssl.certificate", settings.get(Settings.TLS_CERTIFICATE));
      properties.put("server.ssl.certificate-private-key", settings.get(Settings.TLS_KEY));
    }
    ConfigurableApplicationContext context =
        new SpringApplicationBuilder(QueryServiceApplication.class)
            .web(WebApplicationType.SERVLET)
            .registerShutdownHook(false)
            .properties(properties)
            .initializers(starting -> register((GenericApplicationContext) starting, options))
            .run();
    return new QueryService(context);
  }

  private static void register(GenericApplicationContext starting, QueryServiceOptions options) {
    starting.registerBean(QueryServiceOptions.class, () -> options);
    if (options.emotionModel() != null) {
      starting.registerBean(EmotionModel.class, options::emotionModel);
    }
  }

  /** Makes the first admin when there is nobody; the password is told only now. */
  public Optional<String> firstAdmin() {
    return context.getBean(People.class).makeFirstAdmin();
  }

  /** Gives the first admin a new password. */
  public String renewAdmin() {
    return context.getBean(People.class).renewFirstAdmin();
  }

  public int port() {
    return ((WebServerApplicationContext) context).getWebServer().getPort();
  }

  /** Answers what has been asked, takes no more, and ends. */
  @Override
  public void close() {
    context.close();
  }
}
