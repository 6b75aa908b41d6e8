package io.sightline.query.web.v1;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.query.access.Reader;
import io.sightline.query.emotions.EmotionQuestions;
import io.sightline.query.facts.Periods.Known;
import io.sightline.query.facts.Periods.Period;
import io.sightline.query.web.Csv;
import io.sightline.store.emotions.EmotionShares.Sum;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/emotions")
@Tag(name = "emotions", description = "What emotions faces showed")
class EmotionQuestionsController {
  private static final List<String> EMOTIONS =
      List.of("angry", "disgust", "fear", "happy", "neutral", "sad", "surprise");
  private static final List<String> UNPLEASANT = List.of("angry", "disgust", "fear", "sad");

  private final EmotionQuestions questions;

  EmotionQuestionsController(EmotionQuestions questions) {
    this.questions = questions;
  }

  /**
   * Windows together.
   *
   * @param windows how many there are
   * @param hidden of how many nothing is told, since too few people were there
   * @param faces frame by frame, in the others
   * @param people each once in each of the others
   * @param shares of the emotions, together 1; empty where none is told
   * @param valence share of happy faces less those of angry, disgusted, fearful and sad ones, -1 to
   *     1; null where none is told
   */
  @Schema(name = "EmotionSum")
  record SumBody(
      long windows,
      long hidden,
      long faces,
      long people,
      Map<String, Double> shares,
      @Schema(nullable = true) Double valence) {
    static SumBody of(Sum sum) {
      Map<String, Double> shares = new TreeMap<>();
      if (sum.faces() > 0) {
        sum.weights().forEach((emotion, weight) -> shares.put(emotion, weight / sum.faces()));
      }
      return new SumBody(
          sum.windows(),
          sum.hidden(),
          sum.faces(),
          sum.people(),
          shares,
          EmotionQuestionsController.valence(shares));
    }
  }

  /** One hour of the day over all of the time. */
  @Schema(name = "EmotionHour")
  record HourBody(int hour, SumBody emotions) {
    private String line(Set<String> labels) {
      StringBuilder line = new StringBuilder();
      line.append(
          String.format(
              Locale.ROOT,
              "%d,%d,%d,%d,%d",
              hour,
              emotions.windows(),
              emotions.hidden(),
              emotions.faces(),
              emotions.people()));
      for (String emotion : labels) {
        line.append(',').append(Csv.decimal(told(emotions, emotion)));
      }
      return line.append(',').append(Csv.decimal(emotions.valence())).append('\n').toString();
    }
  }

  /** All hours of the day of which something is known. */
  @Schema(name = "EmotionHours")
  record HoursBody(
      String site,
      @JsonProperty("time_zone") String timeZone,
      Instant from,
      Instant to,
      List<HourBody> items) {}

  /** One of two times. */
  @Schema(name = "EmotionPeriod")
  record PeriodBody(Instant from, Instant to, SumBody emotions) {
    static PeriodBody of(Known of, Sum sum) {
      return new PeriodBody(of.from(), of.to(), SumBody.of(sum));
    }
  }

  /**
   * Before and after something.
   *
   * @param changes of the shares, after less before; empty where one of them is not told
   */
  @Schema(name = "EmotionsAround")
  record AroundBody(
      String site, PeriodBody before, PeriodBody after, Map<String, Double> changes) {}

  /** The seven, and what else models tell. */
  private static Set<String> labels(Stream<SumBody> sums) {
    Set<String> labels = new LinkedHashSet<>(EMOTIONS);
    Set<String> others = new TreeSet<>();
    sums.forEach(sum -> others.addAll(sum.shares().keySet()));
    labels.addAll(others);
    return labels;
  }

  private static Double told(SumBody of, String emotion) {
    return of.shares().isEmpty() ? null : of.shares().getOrDefault(emotion, 0.0);
  }

  private static Double valence(Map<String, Double> shares) {
    return shares.isEmpty()
        ? null
        : shares.getOrDefault("happy", 0.0)
            - UNPLEASANT.stream().mapToDouble(one -> shares.getOrDefault(one, 0.0)).sum();
  }

  @GetMapping(
      path = "/hours-of-day",
      produces = {MediaType.APPLICATION_JSON_VALUE, Csv.TYPE})
  @Operation(
      operationId = "emotionsByHourOfDay",
      summary = "What faces showed by the hour of the day, where the site is",
      description =
          "Of the four weeks before the newest hour, where `from` and `to` do not say. `format=csv`"
              + " or `Accept: text/csv` gives the same as CSV.")
  @ApiResponse(
      responseCode = "200",
      content = {
        @Content(
            mediaType = "application/json",
            schema = @Schema(implementation = HoursBody.class)),
        @Content(mediaType = Csv.TYPE, schema = @Schema(type = "string"))
      })
  ResponseEntity<Object> hoursOfDay(
      @RequestParam(defaultValue = "live") String run,
      @RequestParam String site,
      @RequestParam(required = false) String camera,
      @RequestParam(required = false) String zone,
      @RequestParam(required = false) Instant from,
      @RequestParam(required = false) Instant to,
      @RequestParam(required = false) String format,
      Reader reader,
      HttpServletRequest request) {
    EmotionQuestions.Hours found =
        questions.byHour(reader, new Period(run, site, from, to), camera, zone);
    List<HourBody> items =
        found.hours().stream().map(sum -> new HourBody(sum.hour(), SumBody.of(sum))).toList();
    if (Csv.isWanted(format, request.getHeader(HttpHeaders.ACCEPT))) {
      Set<String> labels = labels(items.stream().map(HourBody::emotions));
      String head =
          "hour,windows,hidden,faces,people,%s,valence\n".formatted(String.join(",", labels));
      return Csv.answer(head, items, item -> item.line(labels));
    }
    Known of = found.of();
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .body(new HoursBody(of.site(), of.zone().getId(), of.from(), of.to(), items));
  }

  @GetMapping("/around")
  @Operation(
      operationId = "emotionsAround",
      summary = "What faces showed before and after something happened",
      description = "Whole minutes; the one in which it happened is in neither.")
  @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
  AroundBody around(
      @RequestParam(defaultValue = "live") String run,
      @RequestParam String site,
      @RequestParam(required = false) String camera,
      @RequestParam(required = false) String zone,
      @RequestParam Instant at,
      @RequestParam(defaultValue = "60") int minutes,
      Reader reader) {
    EmotionQuestions.Around found = questions.around(reader, run, site, camera, zone, at, minutes);
    PeriodBody before = PeriodBody.of(found.before(), found.ofBefore());
    PeriodBody after = PeriodBody.of(found.after(), found.ofAfter());
    Map<String, Double> changes = new TreeMap<>();
    if (!before.emotions().shares().isEmpty() && !after.emotions().shares().isEmpty()) {
      for (String emotion : labels(Stream.of(before.emotions(), after.emotions()))) {
        changes.put(emotion, told(after.emotions(), emotion) - told(before.emotions(), emotion));
      }
    }
    return new AroundBody(site, before, after, changes);
  }
}
