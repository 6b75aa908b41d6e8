package io.sightline.standalone;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** Has this process log as the product does, into a file, until it is closed. */
final class ProductLog implements AutoCloseable {
  private static final String FILE = "sightline.log";

  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();

  private ProductLog() {}

  static ProductLog to(Path file) throws JoranException {
    ProductLog log = new ProductLog();
    System.setProperty(FILE, file.toString());
    log.context.reset();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(log.context);
    configurator.doConfigure(ProductLog.class.getResource("/logback.xml"));
    return log;
  }

  @Override
  public void close() throws JoranException {
    System.clearProperty(FILE);
    context.reset();
    new ContextInitializer(context).autoConfig();
  }
}
