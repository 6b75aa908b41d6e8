package io.sightline.query.deliveries;

import io.sightline.domain.BadInput;
import io.sightline.domain.network.AllowedNetworks;
import io.sightline.domain.network.ReceiverAddress;
import io.sightline.domain.settings.Settings;
import io.sightline.store.deliveries.DeliveryRows.Delivery;
import io.sightline.store.deliveries.WebhookRows.Method;
import io.sightline.store.deliveries.WebhookRows.Webhook;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.utils.DateUtils;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * Tells receivers over HTTP. Each is given little time, and what it answers behind its first lines
 * is thrown away; where it points to is not gone to. Whatever a name means, only what may be
 * reached is connected to.
 */
final class Receivers implements AutoCloseable {
  private static final int MOST_CONNECTIONS = 256;
  private static final int MOST_OF_ONE = 4;
  private static final Timeout CONNECT = Timeout.ofSeconds(5);
  private static final Timeout ANSWER = Timeout.ofSeconds(10);

  /** Also of a receiver that sends a byte now and then. */
  private static final long LONGEST_SECONDS = 15;

  private final CloseableHttpClient client;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread made = new Thread(work, "webhook deadlines");
            made.setDaemon(true);
            return made;
          });

  /**
   * What a receiver has answered.
   *
   * @param status of HTTP; null where there was no answer
   * @param error what went wrong; null for nothing
   * @param notBefore when it wants to be asked again; empty where it does not say
   */
  record Answer(Integer status, String error, Optional<Instant> notBefore) {
    boolean isTaken() {
      return status != null && status >= 200 && status < 300;
    }

    /** Whether it wants nothing more, ever. */
    boolean isGone() {
      return status != null && status == 410;
    }
  }

  /** The private networks that receivers may be in. */
  static AllowedNetworks allowed(Settings settings) {
    AllowedNetworks allowed = settings.get(Settings.DELIVERIES_ALLOWED_NETWORKS);
    return allowed == null ? AllowedNetworks.of(List.of()) : allowed;
  }

  /**
   * @param allowed private networks that receivers may be in
   */
  Receivers(AllowedNetworks allowed) {
    this(host -> ReceiverAddress.resolve(host, allowed));
  }

  /** For receivers that nobody names but who runs the program: they may be anywhere. */
  static Receivers anywhere() {
    return new Receivers(InetAddress::getAllByName);
  }

  /** What a host's name means. */
  private interface Names {
    InetAddress[] of(String host) throws UnknownHostException;
  }

  private Receivers(Names names) {
    DnsResolver resolver =
        new DnsResolver() {
          @Override
          public InetAddress[] resolve(String host) throws UnknownHostException {
            try {
              return names.of(host);
            } catch (BadInput e) {
              UnknownHostException refused = new UnknownHostException(e.getMessage());
              refused.initCause(e);
              throw refused;
            }
          }

          @Override
          public String resolveCanonicalHostname(String host) {
            return host;
          }
        };
    client =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setDnsResolver(resolver)
                    .setMaxConnTotal(MOST_CONNECTIONS)
                    .setMaxConnPerRoute(MOST_OF_ONE)
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(CONNECT)
                            .setSocketTimeout(ANSWER)
                            .build())
                    .build())
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectionRequestTimeout(CONNECT)
                    .setResponseTimeout(ANSWER)
                    .build())
            .setUserAgent("Sightline")
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .build();
  }

  /**
   * @param secret that signs it
   * @param apiKey null for none
   * @param delivery whose key is the message's id, the same however often it is sent
   */
  Answer tell(Webhook webhook, String secret, String apiKey, Delivery delivery) {
    Instant now = Instant.now();
    String id = delivery.key();
    Method method = webhook.manner().method();
    String body = method == Method.GET ? "" : delivery.body();
    HttpUriRequestBase request = new HttpUriRequestBase(method.name(), URI.create(webhook.url()));
    if (method != Method.GET) {
      request.setEntity(new StringEntity(body, ContentType.APPLICATION_JSON, false));
    }
    if (apiKey != null) {
      request.setHeader("Authorization", "Bearer " + apiKey);
      request.setHeader("X-API-Key", apiKey);
    }
    request.setHeader("webhook-id", id);
    request.setHeader("webhook-timestamp", Long.toString(now.getEpochSecond()));
    request.setHeader("webhook-signature", WebhookSignature.of(secret, id, now, body));
    request.setHeader("Idempotency-Key", id);
    Future<?> deadline = clock.schedule(request::cancel, LONGEST_SECONDS, TimeUnit.SECONDS);
    Answer answer = null;
    try (ClassicHttpResponse response =
        client.executeOpen(HttpHost.create(request.getUri()), request, null)) {
      answer = answer(response, now);
      return answer;
    } catch (IOException | URISyntaxException e) {
      // Whatever becomes of the rest of an answer, its first line was one.
      return answer != null ? answer : new Answer(null, said(e, request), Optional.empty());
    } finally {
      deadline.cancel(false);
    }
  }

  private static Answer answer(ClassicHttpResponse response, Instant now) {
    int status = response.getCode();
    String error =
        status >= 200 && status < 300
            ? null
            : status >= 300 && status < 400
                ? "It answered " + status + ": it points elsewhere, which is not followed."
                : "It answered " + status + ".";
    Header after = response.getFirstHeader("Retry-After");
    return new Answer(
        status, error, after == null ? Optional.empty() : time(after.getValue(), now));
  }

  private static Optional<Instant> time(String text, Instant now) {
    if (text.matches("\\d{1,6}")) {
      return Optional.of(now.plusSeconds(Long.parseLong(text)));
    }
    return Optional.ofNullable(DateUtils.parseStandardDate(text));
  }

  private static String said(Exception e, HttpUriRequestBase request) {
    if (request.isCancelled()) {
      return "It did not answer within " + LONGEST_SECONDS + " s.";
    }
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.length() > 500 ? message.substring(0, 500) : message;
  }

  @Override
  public void close() {
    clock.shutdownNow();
    client.close(CloseMode.IMMEDIATE);
  }
}
