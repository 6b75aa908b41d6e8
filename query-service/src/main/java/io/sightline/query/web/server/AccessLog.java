package io.sightline.query.web.server;

import java.io.CharArrayWriter;
import org.apache.catalina.valves.AbstractAccessLogValve;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A line for each request that was answered: address, time, method, which operation, status, bytes
 * and milliseconds. Addresses of things are left out, since plates and tickets may stand in them.
 */
public final class AccessLog extends AbstractAccessLogValve {
  /** The logger that the lines go to. */
  public static final String LOGGER = "sightline.access";

  private static final Logger LOG = LoggerFactory.getLogger(LOGGER);
  private static final String OPERATION =
      "org.springframework.web.servlet.HandlerMapping.bestMatchingPattern";

  AccessLog() {
    setPattern("%a %t \"%m %{" + OPERATION + "}r\" %s %B %{ms}T");
    setRequestAttributesEnabled(true);
    setAsyncSupported(true);
  }

  @Override
  protected void log(CharArrayWriter message) {
    LOG.info("{}", message);
  }
}
