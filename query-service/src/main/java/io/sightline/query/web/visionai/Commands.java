package io.sightline.query.web.visionai;

import io.sightline.domain.BadInput;
import io.sightline.domain.emotions.EmotionClass;
import io.sightline.domain.json.Json;
import io.sightline.domain.settings.Settings;
import io.sightline.query.QueryServiceOptions;
import io.sightline.query.access.Access;
import io.sightline.query.access.Proof;
import io.sightline.query.access.Reader;
import io.sightline.query.access.Scope;
import io.sightline.query.emotions.EmotionModel;
import io.sightline.query.emotions.Emotions;
import io.sightline.query.failures.Failure;
import io.sightline.query.failures.TooMany;
import io.sightline.query.failures.Unavailable;
import io.sightline.query.health.Health;
import io.sightline.query.limits.NetworkNeighbourhood;
import io.sightline.query.limits.RateLimit;
import io.sightline.query.people.Proofs;
import io.sightline.query.predictions.Answer;
import io.sightline.query.predictions.Asker;
import io.sightline.query.predictions.EmotionSeen;
import io.sightline.query.predictions.Predictions;
import io.sightline.query.predictions.SentPicture;
import io.sightline.query.web.PictureRequest.Base64Picture;
import io.sightline.query.web.Problems;
import io.sightline.store.health.DatabaseFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What VisionAI's WebSocket can be told, and what it says. */
@Component
class Commands implements DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(Commands.class);
  private static final List<String> ALL = List.of("predict", "emotions", "model_info", "health");
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final int MOST_WAITING = 1_024;

  /** Characters of messages of all clients together. */
  private static final long MOST_HELD = 192L << 20;

  /** Of those, of one address. */
  private static final long MOST_HELD_BY_ONE = 64L << 20;

  /** Of a message, beside its picture. */
  private static final int BESIDE = 64 << 10;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(64 << 20).build())
                  .build())
          .build();

  private final Predictions predictions;
  private final Emotions emotions;
  private final Health health;
  private final Proofs proofs;
  private final Access access;
  private final String version;
  private final int mostCharacters;
  private final RateLimit limit;
  private final HeldCharacters held = new HeldCharacters(MOST_HELD, MOST_HELD_BY_ONE);
  private final ThreadPoolExecutor work;

  Commands(
      Predictions predictions,
      Emotions emotions,
      Health health,
      Proofs proofs,
      Access access,
      QueryServiceOptions options,
      Settings settings) {
    this.predictions = predictions;
    this.emotions = emotions;
    this.health = health;
    this.proofs = proofs;
    this.access = access;
    this.version = options.version();
    this.mostCharacters =
        (int) Math.min(64 << 20, settings.get(Settings.LIMITS_PICTURE) / 2 * 3) + BESIDE;
    this.limit =
        new RateLimit("commands", settings.get(Settings.LIMITS_REQUESTS), Duration.ofSeconds(1));
    int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
    this.work =
        new ThreadPoolExecutor(
            threads, threads, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING));
  }

  /** Of one message. */
  int mostCharacters() {
    return mostCharacters;
  }

  /**
   * Whether there is room for so many characters more.
   *
   * @param address of whoever sends them
   */
  boolean hold(String address, long characters) {
    return held.hold(NetworkNeighbourhood.of(address), characters);
  }

  void letGo(String address, long characters) {
    held.letGo(NetworkNeighbourhood.of(address), characters);
  }

  /** Those who may still ask, by how they have proven who they are. */
  Map<Proof, Reader> stillThere(Collection<Proof> proofs) {
    return access.readers(proofs);
  }

  /**
   * Who that is.
   *
   * @return null where nothing is brought
   */
  Reader reader(String authorization, String apiKey, String address) {
    return proofs
        .read(authorization, apiKey)
        .map(proof -> access.reader(proof, address))
        .map(
            reader -> {
              if (!reader.allows(Scope.READ) && !reader.allows(Scope.WRITE)) {
                reader.require(Scope.PREDICT);
              }
              return reader;
            })
        .orElse(null);
  }

  String welcome(boolean root) {
    Map<String, Object> says = new LinkedHashMap<>();
    if (root) {
      says.put("type", "welcome");
      says.put("message", "Conectado a VisionAI Backend");
      says.put("version", version);
      says.put("commands", ALL);
    } else {
      says.put("type", "connection");
      says.put("status", "connected");
      says.put("message", "Conectado a VisionAI Backend");
      says.put("timestamp", MICROS.format(Instant.now()));
    }
    return Json.write(says);
  }

  /**
   * @param text the command that cannot wait, too
   */
  String busy(String text) {
    JsonNode id;
    try {
      id = read(text).get("id");
    } catch (BadInput e) {
      id = null;
    }
    return error(new Unavailable("More commands wait than may; wait for their answers."), id);
  }

  /**
   * Answers a command.
   *
   * @param reply called once, on any thread
   */
  void answer(String text, Asker asker, IntSupplier clients, Consumer<String> reply) {
    try {
      work.execute(
          () -> {
            CompletableFuture<String> answer;
            try {
              answer = answer(text, asker, clients);
            } catch (RuntimeException | Error e) {
              answer = CompletableFuture.completedFuture(error(e, null));
            }
            answer.whenComplete(
                (said, failure) -> reply.accept(failure == null ? said : error(failure, null)));
          });
    } catch (RejectedExecutionException e) {
      reply.accept(busy(text));
    }
  }

  private CompletableFuture<String> answer(String text, Asker connected, IntSupplier clients) {
    JsonNode message = read(text);
    JsonNode id = message.get("id");
    try {
      String token = word(message, "token");
      Asker asker =
          token == null
              ? connected
              : new Asker(
                  reader("Bearer " + token, null, connected.address()), connected.address());
      requireRate(asker);
      String command = word(message, "command");
      if (command == null) {
        throw new BadInput("`command` is missing; send one of " + String.join(", ", ALL) + ".");
      }
      return switch (command) {
        case "predict" -> predict(message, id, asker);
        case "emotions" -> said(emotionList(), id);
        case "model_info" -> said(modelInfo(), id);
        case "health" -> said(health(clients.getAsInt()), id);
        default ->
            throw new BadInput(
                "There is no such command; send one of " + String.join(", ", ALL) + ".");
      };
    } catch (Failure | BadInput e) {
      return CompletableFuture.completedFuture(error(e, id));
    }
  }

  private static JsonNode read(String text) {
    try {
      JsonNode message = JSON.readTree(text);
      if (message.isObject()) {
        return message;
      }
    } catch (JacksonException e) {
      throw new BadInput("The message is no JSON: " + e.getOriginalMessage() + ".", e);
    }
    throw new BadInput("The message should be a JSON object with a `command`.");
  }

  /** Null where it is not there. */
  private static String word(JsonNode message, String name) {
    JsonNode value = message.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isString()) {
      throw new BadInput("`" + name + "` should be a text.");
    }
    return value.asString();
  }

  private void requireRate(Asker asker) {
    String who =
        asker.isStranger()
            ? NetworkNeighbourhood.of(asker.address())
            : "user " + asker.reader().id();
    RateLimit.Answer answer = limit.take(who);
    if (!answer.granted()) {
      throw new TooMany("More commands a second than may be; ask less often.", answer.quota());
    }
  }

  private CompletableFuture<String> predict(JsonNode message, JsonNode id, Asker asker) {
    String image = word(message, "image");
    if (image == null || image.isEmpty()) {
      throw new BadInput("`image` is missing; send the picture in base64.");
    }
    SentPicture picture = new SentPicture("image", Base64Picture.decode("image", image));
    return predictions
        .emotion(asker, picture)
        .handle(
            (answer, failure) ->
                failure == null ? prediction(answer, asker, id) : error(failure, id));
  }

  private static String prediction(Answer<EmotionSeen> answer, Asker asker, JsonNode id) {
    EmotionSeen seen = answer.seen();
    Map<String, Object> says = new LinkedHashMap<>();
    says.put("type", "prediction");
    says.put("status", "success");
    says.put("emotion_name", seen.emotion());
    says.put("confidence", seen.score());
    says.put("model_version_tag", seen.model().tag());
    says.put("processing_time_ms", answer.millis());
    says.put("timestamp", MICROS.format(Instant.now().truncatedTo(ChronoUnit.MICROS)));
    if (!asker.isStranger()) {
      says.put("user", asker.username());
    }
    says.put(
        "face",
        seen.face() == null
            ? null
            : List.of(seen.face().x1(), seen.face().y1(), seen.face().x2(), seen.face().y2()));
    says.put("probabilities", seen.scores());
    return written(says, id);
  }

  private static CompletableFuture<String> said(Map<String, Object> says, JsonNode id) {
    return CompletableFuture.completedFuture(written(says, id));
  }

  /** What a client calls its command comes back with the answer. */
  private static String written(Map<String, Object> says, JsonNode id) {
    if (id != null && id.isValueNode()) {
      says.put("id", id.isNumber() ? id.numberValue() : id.asString());
    }
    return Json.write(says);
  }

  private static Map<String, Object> emotionList() {
    Map<String, Object> says = new LinkedHashMap<>();
    says.put("type", "emotions");
    says.put("status", "success");
    says.put(
        "emotions",
        Arrays.stream(EmotionClass.values())
            .map(one -> Map.of("id", one.id(), "name", one.key(), "description", one.description()))
            .toList());
    return says;
  }

  private Map<String, Object> modelInfo() {
    EmotionModel model = emotions.model();
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("status", "loaded");
    info.put("input_shape", shape(model.inputShape()));
    info.put("num_classes", model.classes().size());
    info.put("total_params", model.parameters());
    info.put("id", model.id());
    info.put("version", model.version());
    Map<String, Object> says = new LinkedHashMap<>();
    says.put("type", "model_info");
    says.put("status", "success");
    says.put("info", info);
    return says;
  }

  /** As Keras writes shapes, but in the order of the model's own axes. */
  private static String shape(List<Long> axes) {
    return axes.stream()
        .map(axis -> axis < 0 ? "None" : axis.toString())
        .collect(java.util.stream.Collectors.joining(", ", "(", ")"));
  }

  private Map<String, Object> health(int clients) {
    Map<String, Object> says = new LinkedHashMap<>();
    says.put("type", "health");
    says.put("status", health.now().isReady() ? "healthy" : "unhealthy");
    says.put("service", "VisionAI Backend");
    says.put("clients_connected", clients);
    return says;
  }

  private static String error(Throwable failure, JsonNode id) {
    Throwable cause =
        Optional.of(failure)
            .filter(CompletionException.class::isInstance)
            .map(Throwable::getCause)
            .orElse(failure);
    Map<String, Object> says = new LinkedHashMap<>();
    says.put("type", "error");
    says.put("status", "error");
    if (cause instanceof Failure known) {
      says.put("code", Problems.status(known).value());
      says.put("message", known.getMessage());
      String again = Problems.headers(known).getFirst("Retry-After");
      if (again != null) {
        says.put("retry_after", Long.valueOf(again));
      }
    } else if (cause instanceof BadInput) {
      says.put("code", 400);
      says.put("message", cause.getMessage());
    } else if (DatabaseFailure.of(cause).filter(DatabaseFailure.AWAY::equals).isPresent()) {
      says.put("code", 503);
      says.put("message", "The database cannot be reached now; try again in a few seconds.");
      says.put("retry_after", 1);
    } else {
      LOG.error("A command could not be answered.", cause);
      says.put("code", 500);
      says.put("message", "This command could not be answered.");
    }
    return written(says, id);
  }

  @Override
  public void destroy() {
    work.shutdownNow();
  }
}
