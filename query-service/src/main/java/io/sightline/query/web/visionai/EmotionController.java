package io.sightline.query.web.visionai;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.emotions.EmotionClass;
import io.sightline.query.emotions.EmotionModel;
import io.sightline.query.emotions.Emotions;
import io.sightline.query.predictions.Answer;
import io.sightline.query.predictions.Area;
import io.sightline.query.predictions.Asker;
import io.sightline.query.predictions.Drawings.Mark;
import io.sightline.query.predictions.EmotionSeen;
import io.sightline.query.predictions.EmotionStatistics;
import io.sightline.query.predictions.Predictions;
import io.sightline.query.web.PictureDoor;
import io.sightline.query.web.PictureRequest;
import io.sightline.store.predictions.PredictionRows.EmotionSum;
import io.sightline.store.predictions.PredictionRows.EmotionUse;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** VisionAI's door over HTTP: emotions of pictures, and how often which was predicted. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "predictions")
class EmotionController {
  private final Predictions predictions;
  private final EmotionStatistics statistics;
  private final Emotions emotions;
  private final PictureDoor door;

  EmotionController(
      Predictions predictions, EmotionStatistics statistics, Emotions emotions, PictureDoor door) {
    this.predictions = predictions;
    this.statistics = statistics;
    this.emotions = emotions;
    this.door = door;
  }

  /**
   * An emotion.
   *
   * @param face left, top, right and bottom of the largest face, in pixels; null where there is
   *     none, and the whole picture was judged
   */
  @Schema(name = "EmotionPrediction")
  record PredictionBody(
      @JsonProperty("emotion_name") String emotion,
      double confidence,
      @JsonProperty("model_version_tag") String version,
      @JsonProperty("processing_time_ms") long millis,
      @Schema(nullable = true) List<Float> face,
      Map<String, Double> probabilities,
      boolean cached) {
    static PredictionBody of(Answer<EmotionSeen> answer) {
      EmotionSeen seen = answer.seen();
      return new PredictionBody(
          seen.emotion(),
          seen.score(),
          seen.model().tag(),
          answer.millis(),
          seen.face() == null ? null : corners(seen.face()),
          seen.scores(),
          answer.known());
    }
  }

  private static List<Float> corners(Area area) {
    return List.of(area.x1(), area.y1(), area.x2(), area.y2());
  }

  @PostMapping(
      path = "/predict",
      produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.IMAGE_JPEG_VALUE})
  @ApiResponse(responseCode = "403", description = "Nobody has said what for, and where")
  @Operation(
      operationId = "predictEmotion",
      summary = "What the largest face in a picture shows",
      description =
          "The picture as `file` of a form, in base64 as `image` of a JSON object, or as the body"
              + " itself. Several pictures, or a ZIP of them, are answered by a list. Where there is no"
              + " face, the whole picture is judged and `face` is null. What is predicted is written"
              + " down, with the user where a token is sent. Needs the settings `emotions.purpose`"
              + " and `emotions.place`.")
  @RequestBody(
      required = true,
      content = {
        @Content(mediaType = "multipart/form-data", schema = @Schema(ref = "PictureForm")),
        @Content(mediaType = "application/json", schema = @Schema(ref = "PictureJson")),
        @Content(mediaType = "image/*", schema = @Schema(type = "string", format = "binary"))
      })
  @ApiResponse(
      responseCode = "200",
      content = {
        @Content(
            mediaType = "application/json",
            schema = @Schema(oneOf = {PredictionBody.class, PictureDoor.Items.class})),
        @Content(mediaType = "image/jpeg", schema = @Schema(type = "string", format = "binary"))
      })
  CompletableFuture<ResponseEntity<Object>> predict(
      @RequestParam(defaultValue = "false") boolean annotate,
      Asker asker,
      HttpServletRequest request)
      throws IOException {
    PictureRequest sent = door.read(request, Set.of());
    return door.answer(
        request,
        sent,
        annotate,
        picture -> predictions.emotion(asker, picture),
        PredictionBody::of,
        answer -> List.of(mark(answer.seen())));
  }

  private static Mark mark(EmotionSeen seen) {
    Area area =
        seen.face() == null ? new Area(0, 0, seen.width() - 1, seen.height() - 1) : seen.face();
    String words = String.format(Locale.ROOT, "%s %.2f", seen.emotion(), seen.score());
    return new Mark(area, words, false);
  }

  @Schema(name = "EmotionClass")
  record EmotionBody(int id, String name, String description) {
    static EmotionBody of(EmotionClass emotion) {
      return new EmotionBody(emotion.id(), emotion.key(), emotion.description());
    }

    static List<EmotionBody> all() {
      return Arrays.stream(EmotionClass.values()).map(EmotionBody::of).toList();
    }
  }

  /** All emotions. */
  record EmotionsBody(List<EmotionBody> emotions, int total) {}

  @GetMapping("/emotions")
  @Operation(operationId = "listEmotions", summary = "The emotions that are predicted")
  EmotionsBody emotions() {
    List<EmotionBody> all = EmotionBody.all();
    return new EmotionsBody(all, all.size());
  }

  /** The model that judges emotions. */
  record ModelInfo(
      String status,
      String id,
      String version,
      String licence,
      String sha256,
      @JsonProperty("model_version_tag") String tag,
      @JsonProperty("input_shape") List<Long> inputShape,
      List<String> classes,
      @JsonProperty("num_classes") int classCount,
      @JsonProperty("total_params") long parameters) {
    static ModelInfo of(EmotionModel model) {
      return new ModelInfo(
          "loaded",
          model.id(),
          model.version(),
          model.licence(),
          model.sha256(),
          "v" + model.version(),
          model.inputShape(),
          model.classes(),
          model.classes().size(),
          model.parameters());
    }
  }

  @GetMapping("/model/info")
  @Operation(
      operationId = "getEmotionModel",
      summary = "The model that judges emotions where a camera names none")
  ModelInfo info() {
    return ModelInfo.of(emotions.model());
  }

  /**
   * @param name null where nothing was predicted
   */
  record Common(@Schema(nullable = true) String name, long count) {}

  /**
   * All predictions together.
   *
   * @param common the likeliest
   */
  record Statistics(
      @JsonProperty("total_predictions") long total,
      @JsonProperty("most_common_emotion") Common common,
      @JsonProperty("average_confidence") double confidence,
      @JsonProperty("predictions_by_emotion") Map<String, Long> byEmotion) {}

  @GetMapping("/dashboard/stats")
  @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
  @ApiResponse(responseCode = "403", description = "Nobody has said what for, and where")
  @Operation(
      operationId = "getEmotionStatistics",
      summary = "How often which emotion was predicted of pictures that were sent")
  Statistics statistics() {
    List<EmotionSum> sums = statistics.emotions();
    long total = sums.stream().mapToLong(EmotionSum::predictions).sum();
    double confidence = sums.stream().mapToDouble(EmotionSum::confidenceSum).sum();
    Map<String, Long> byEmotion = new LinkedHashMap<>();
    sums.stream()
        .sorted(Comparator.comparingLong(EmotionSum::predictions).reversed())
        .forEach(sum -> byEmotion.put(sum.emotion(), sum.predictions()));
    return new Statistics(
        total,
        byEmotion.entrySet().stream()
            .findFirst()
            .map(first -> new Common(first.getKey(), first.getValue()))
            .orElse(new Common(null, 0)),
        total == 0 ? 0 : confidence / total,
        byEmotion);
  }

  @Schema(name = "RecentPrediction")
  record RecentBody(
      long id,
      Instant timestamp,
      String emotion,
      double confidence,
      @Schema(nullable = true) @JsonProperty("source_ip") String address) {}

  record Recents(int count, List<RecentBody> predictions) {}

  @GetMapping("/dashboard/recent")
  @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
  @ApiResponse(responseCode = "403", description = "Nobody has said what for, and where")
  @Operation(
      operationId = "listRecentPredictions",
      summary = "The newest predictions of emotions; where they came from is told to admins")
  Recents recent(@RequestParam(defaultValue = "10") int limit, Asker asker) {
    boolean admin = !asker.isStranger() && asker.reader().isAdmin();
    List<RecentBody> all =
        statistics.recent(limit).stream()
            .map(
                one ->
                    new RecentBody(
                        one.id(),
                        one.at(),
                        one.emotion(),
                        one.confidence(),
                        admin ? one.address() : null))
            .toList();
    return new Recents(all.size(), all);
  }

  record DayBody(LocalDate date, long count) {}

  record Timeline(@JsonProperty("period_days") int days, List<DayBody> timeline) {}

  @GetMapping("/dashboard/timeline")
  @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
  @ApiResponse(responseCode = "403", description = "Nobody has said what for, and where")
  @Operation(
      operationId = "getPredictionTimeline",
      summary = "Predictions of emotions by day (UTC), today last")
  Timeline timeline(@RequestParam(defaultValue = "7") int days) {
    return new Timeline(
        days,
        statistics.days(days).entrySet().stream()
            .map(day -> new DayBody(day.getKey(), day.getValue()))
            .toList());
  }

  /**
   * How one emotion was predicted.
   *
   * @param first day (UTC) of the first; null where there is none
   * @param last day of the newest
   */
  record EmotionStatisticsBody(
      @JsonProperty("total_predictions") long total,
      @JsonProperty("average_confidence") double confidence,
      @JsonProperty("percentage") double percentage,
      @Schema(nullable = true) @JsonProperty("first_date") LocalDate first,
      @Schema(nullable = true) @JsonProperty("last_date") LocalDate last) {}

  record OneEmotion(EmotionBody emotion, EmotionStatisticsBody statistics) {}

  @GetMapping("/dashboard/emotion/{emotion_name}")
  @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
  @ApiResponse(responseCode = "403", description = "Nobody has said what for, and where")
  @Operation(
      operationId = "getEmotionUse",
      summary = "How often one emotion was predicted, and how surely")
  OneEmotion emotion(@PathVariable("emotion_name") String name) {
    EmotionClass emotion = statistics.find(name);
    EmotionUse use = statistics.of(emotion);
    long all = statistics.emotions().stream().mapToLong(EmotionSum::predictions).sum();
    return new OneEmotion(
        EmotionBody.of(emotion),
        new EmotionStatisticsBody(
            use.predictions(),
            use.predictions() == 0 ? 0 : use.confidenceSum() / use.predictions(),
            all == 0 ? 0 : 100.0 * use.predictions() / all,
            use.first().orElse(null),
            use.last().orElse(null)));
  }
}
