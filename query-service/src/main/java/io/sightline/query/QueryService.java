package io.sightline.query;

import io.sightline.domain.BadInput;
import io.sightline.domain.settings.Settings;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.query.emotions.EmotionModel;
import io.sightline.query.people.People;
import java.nio.file.Files;
import java.nio.file.Path;
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
  /** How long the files of a certificate must be left alone before they are read. */
  private static final String CERTIFICATE_QUIET = "1s";

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
    // Forms are read where pictures are taken, from a body that is there.
    properties.put("spring.servlet.multipart.enabled", false);
    // Many pictures at once take their time.
    properties.put("spring.mvc.async.request-timeout", "10m");
    properties.put("server.port", options.port());
    properties.put("server.address", settings.get(Settings.SERVICE_ADDRESS));
    if (settings.get(Settings.TLS_CERTIFICATE) != null) {
      showCertificate(settings, properties);
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

  /** The files are looked at again when they change; what cannot be used leaves what is used. */
  private static void showCertificate(Settings settings, Map<String, Object> properties) {
    if (settings.get(Settings.TLS_KEY) == null) {
      throw new BadInput("`tls.certificate` needs its private key; give `tls.key` as well.");
    }
    String bundle = "spring.ssl.bundle.pem.service.";
    properties.put("server.ssl.bundle", "service");
    properties.put(
        bundle + "keystore.certificate",
        file("tls.certificate", settings.get(Settings.TLS_CERTIFICATE)));
    properties.put(
        bundle + "keystore.private-key", file("tls.key", settings.get(Settings.TLS_KEY)));
    properties.put(bundle + "keystore.verify-keys", true);
    properties.put(bundle + "reload-on-update", true);
    properties.put("spring.ssl.bundle.watch.file.quiet-period", CERTIFICATE_QUIET);
  }

  private static String file(String setting, String path) {
    Path file = Path.of(path).toAbsolutePath();
    if (!Files.isReadable(file)) {
      throw new BadInput("`" + setting + "` names " + path + ", which cannot be read.");
    }
    return file.toUri().toString();
  }

  private static void register(GenericApplicationContext starting, QueryServiceOptions options) {
    starting.registerBean(QueryServiceOptions.class, () -> options);
    if (options.catalog() != null) {
      starting.registerBean(ModelCatalog.class, options::catalog);
    }
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
