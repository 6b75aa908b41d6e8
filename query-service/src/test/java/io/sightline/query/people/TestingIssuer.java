package io.sightline.query.people;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sightline.domain.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An OpenID Connect provider over HTTP: describes itself, shows its keys, and signs. */
public final class TestingIssuer implements AutoCloseable {
  static final String KEY = "the key";

  private final HttpServer server;
  private final RSAKey key;
  private final AtomicInteger keysShown = new AtomicInteger();
  private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile CountDownLatch stalled = new CountDownLatch(0);

  public TestingIssuer() throws Exception {
    key = new RSAKeyGenerator(2048).keyID(KEY).generate();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/.well-known/openid-configuration",
        exchange ->
            answer(
                exchange,
                Json.write(
                    Map.of(
                        "issuer", uri(),
                        "authorization_endpoint", uri() + "/authorize",
                        "token_endpoint", uri() + "/token",
                        "jwks_uri", uri() + "/keys"))));
    server.createContext(
        "/keys",
        exchange -> {
          keysShown.incrementAndGet();
          if (stalled.getCount() > 0) {
            stall(exchange);
          }
          answer(exchange, new JWKSet(key.toPublicJWK()).toString());
        });
    server.createContext("/token", this::exchange);
    server.setExecutor(threads);
    server.start();
  }

  /** From now on what shows its keys begins an answer and does not go on. */
  void stall() {
    stalled = new CountDownLatch(1);
  }

  private void stall(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 1_000);
    exchange.getResponseBody().write('{');
    exchange.getResponseBody().flush();
    try {
      stalled.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public String uri() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** How often its keys were asked for. */
  int keysShown() {
    return keysShown.get();
  }

  RSAKey key() {
    return key;
  }

  /** Has a code stand for a token, for who knows the verifier. */
  void code(String code, String verifier, String token) {
    code(code, verifier, Map.of("access_token", token));
  }

  /** Has a code stand for tokens by their names. */
  void code(String code, String verifier, Map<String, String> tokens) {
    codes.put(code + " " + verifier, tokens);
  }

  private void exchange(HttpExchange exchange) throws IOException {
    String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Map<String, String> tokens = null;
    for (Map.Entry<String, Map<String, String>> code : codes.entrySet()) {
      String[] parts = code.getKey().split(" ");
      if (form.contains("code=" + parts[0]) && form.contains("code_verifier=" + parts[1])) {
        tokens = code.getValue();
      }
    }
    if (tokens == null) {
      exchange.sendResponseHeaders(400, -1);
      exchange.close();
    } else {
      answer(exchange, Json.write(tokens));
    }
  }

  private static void answer(HttpExchange exchange, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** Of somebody who signs in now, meant for us. */
  JWTClaimsSet.Builder claims(String subject) {
    return new JWTClaimsSet.Builder()
        .issuer(uri())
        .audience("sightline")
        .subject(subject)
        .claim("preferred_username", subject)
        .issueTime(new Date())
        .expirationTime(Date.from(Instant.now().plusSeconds(600)));
  }

  String token(String subject, String... groups) throws Exception {
    return sign(claims(subject).claim("groups", List.of(groups)));
  }

  String sign(JWTClaimsSet.Builder claims) throws Exception {
    return sign(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(KEY), key, claims);
  }

  static String sign(JWSHeader.Builder header, RSAKey with, JWTClaimsSet.Builder claims)
      throws Exception {
    SignedJWT token = new SignedJWT(header.type(JOSEObjectType.JWT).build(), claims.build());
    token.sign(new RSASSASigner(with));
    return token.serialize();
  }

  @Override
  public void close() {
    stalled.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
