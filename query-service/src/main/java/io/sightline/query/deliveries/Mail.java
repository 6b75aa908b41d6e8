package io.sightline.query.deliveries;

import io.sightline.domain.json.Json;
import io.sightline.domain.network.MailAddress;
import io.sightline.domain.settings.Settings;
import io.sightline.query.QueryServiceOptions;
import io.sightline.query.deliveries.Receivers.Answer;
import io.sightline.store.deliveries.DeliveryRows.Delivery;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.springframework.mail.MailException;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.mail.javamail.MimeMessageHelper;
import org.springframework.stereotype.Component;

/** Tells people by mail. */
@Component
class Mail {
  /** Of each step, of which a mail has some ten. */
  private static final String PATIENCE_MILLIS = "5000";

  /** A server that does not answer takes no more threads than these from other receivers. */
  private static final int AT_ONCE = 16;

  private static final int LONGEST_SUBJECT = 200;

  /** What SMTP says when a server has taken a message (RFC 5321). */
  private static final int TAKEN = 250;

  private final JavaMailSenderImpl sender;
  private final Semaphore free = new Semaphore(AT_ONCE);
  private final String from;
  private final NamedReceivers sites;

  protected Mail(QueryServiceOptions options, NamedReceivers sites) {
    Settings settings = options.settings();
    this.sites = sites;
    this.from = settings.get(Settings.MAIL_FROM);
    this.sender = settings.get(Settings.MAIL_URL) == null ? null : sender(settings);
  }

  private static JavaMailSenderImpl sender(Settings settings) {
    URI server = settings.get(Settings.MAIL_URL);
    String protocol = server.getScheme();
    JavaMailSenderImpl sender = new JavaMailSenderImpl();
    sender.setHost(server.getHost());
    sender.setPort(server.getPort());
    sender.setProtocol(protocol);
    sender.setUsername(settings.get(Settings.MAIL_USERNAME));
    sender.setPassword(settings.get(Settings.MAIL_PASSWORD));
    sender.setDefaultEncoding(StandardCharsets.UTF_8.name());
    Properties properties = sender.getJavaMailProperties();
    String prefix = "mail." + protocol + ".";
    properties.setProperty(prefix + "connectiontimeout", PATIENCE_MILLIS);
    properties.setProperty(prefix + "timeout", PATIENCE_MILLIS);
    properties.setProperty(prefix + "writetimeout", PATIENCE_MILLIS);
    properties.setProperty(prefix + "ssl.checkserveridentity", "true");
    properties.setProperty(prefix + "starttls.enable", "true");
    boolean isHere = server.getHost().matches("localhost|127(\\.\\d{1,3}){3}|\\[::1\\]");
    if (sender.getUsername() != null) {
      properties.setProperty(prefix + "auth", "true");
      // A password is shown to nobody on the way.
      properties.setProperty(prefix + "starttls.required", Boolean.toString(!isHere));
    }
    return sender;
  }

  /** Whether any can be sent. */
  boolean isThere() {
    return sender != null && from != null;
  }

  Answer tell(MailAddress to, Delivery delivery) {
    if (!isThere()) {
      return new Answer(
          null, "No mail is sent without the settings mail.url and mail.from.", Optional.empty());
    }
    if (!free.tryAcquire()) {
      return new Answer(null, "The mail server has enough to do; later.", Optional.empty());
    }
    try {
      MimeMessage message = sender.createMimeMessage();
      MimeMessageHelper mail = new MimeMessageHelper(message, StandardCharsets.UTF_8.name());
      Map<?, ?> fact = (Map<?, ?>) Json.read(delivery.body(), Map.class).get("data");
      mail.setFrom(from);
      mail.setTo(to.mailbox());
      mail.setSubject(subject(delivery, fact));
      mail.setText(text(delivery, fact));
      mail.setSentDate(Date.from(Instant.now()));
      // The same however often it is sent: who knows it may drop it.
      message.setHeader("X-Sightline-Id", delivery.key());
      message.setHeader("Auto-Submitted", "auto-generated");
      sender.send(message);
      return new Answer(TAKEN, null, Optional.empty());
    } catch (MailException | MessagingException e) {
      return new Answer(null, said(e), Optional.empty());
    } finally {
      free.release();
    }
  }

  private static String subject(Delivery delivery, Map<?, ?> fact) {
    Object text = fact.get("text");
    String said = text != null ? text.toString() : delivery.kind().replace('_', ' ');
    String subject =
        "["
            + (delivery.site().isEmpty() ? "Sightline" : delivery.site())
            + "] "
            + (Boolean.TRUE.equals(fact.get("retracted")) ? "Taken back: " : "")
            + said;
    String line = subject.replaceAll("\\p{Cntrl}+", " ");
    return line.length() > LONGEST_SUBJECT ? line.substring(0, LONGEST_SUBJECT - 1) + "…" : line;
  }

  private String text(Delivery delivery, Map<?, ?> fact) {
    StringBuilder text = new StringBuilder();
    if (fact.get("text") != null) {
      text.append(fact.get("text")).append("\n\n");
    }
    if (delivery.at() != null) {
      text.append("when: ")
          .append(
              DateTimeFormatter.ofPattern("EEEE, d MMMM uuuu, HH:mm:ss (VV)", Locale.ENGLISH)
                  .format(delivery.at().atZone(sites.zone(delivery.site()))))
          .append('\n');
    }
    if (!delivery.site().isEmpty()) {
      text.append("site: ").append(delivery.site()).append('\n');
    }
    fact.forEach(
        (name, value) -> {
          if (value != null && !isSaid(name)) {
            text.append(name).append(": ").append(value).append('\n');
          }
        });
    return text.toString();
  }

  private static boolean isSaid(Object name) {
    return Set.of("text", "site", "at", "kind", "run", "lineage", "layout_version", "models")
        .contains(name);
  }

  private static String said(Exception e) {
    String message = String.valueOf(e.getMessage());
    return message.length() > 500 ? message.substring(0, 500) : message;
  }
}
