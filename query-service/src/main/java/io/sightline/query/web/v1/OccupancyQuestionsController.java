package io.sightline.query.web.v1;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.query.access.Reader;
import io.sightline.query.facts.Periods.Known;
import io.sightline.query.facts.Periods.Period;
import io.sightline.query.occupancy.OccupancyQuestions;
import io.sightline.query.occupancy.OccupancyQuestions.Answer;
import io.sightline.query.web.Csv;
import io.sightline.store.occupancy.OccupancySums.HourOfWeek;
import io.sightline.store.occupancy.OccupancySums.SpotSum;
import io.sightline.store.occupancy.OccupancySums.Sum;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/occupancy")
@Tag(name = "occupancy", description = "Parking spots: as they are, over time, and each change")
class OccupancyQuestionsController {
  private static final String AS_CSV = "`format=csv` or `Accept: text/csv` gives the same as CSV.";

  private final OccupancyQuestions questions;

  OccupancyQuestionsController(OccupancyQuestions questions) {
    this.questions = questions;
  }

  /**
   * One hour of the week over all of the time.
   *
   * @param day 1 for Monday to 7 for Sunday, where the site is
   * @param hours how many such hours there are
   * @param occupancy share of the known time that spots were occupied, 0 to 1; null where nothing
   *     is known
   * @param coverage share of the time of which it is known how spots were, 0 to 1
   * @param full share of the hours in which it was full at some time, 0 to 1
   * @param arrivals a mean hour's
   */
  @Schema(name = "HourOfWeek")
  record HourBody(
      int day,
      int hour,
      long hours,
      @Schema(nullable = true) Double occupancy,
      double coverage,
      int peak,
      double full,
      double arrivals) {
    static HourBody of(HourOfWeek hour) {
      return new HourBody(
          hour.day(),
          hour.hour(),
          hour.windows(),
          shareOccupied(hour.occupiedMillis(), hour.freeMillis()),
          shareKnown(hour.occupiedMillis() + hour.freeMillis(), hour.unknownMillis()),
          hour.peak(),
          (double) hour.full() / hour.windows(),
          (double) hour.arrivals() / hour.windows());
    }

    private String line() {
      return String.format(
          Locale.ROOT,
          "%d,%d,%d,%s,%.6f,%d,%.6f,%.3f\n",
          day,
          hour,
          hours,
          Csv.decimal(occupancy),
          coverage,
          peak,
          full,
          arrivals);
    }
  }

  /** All hours of the week of which something is known. */
  @Schema(name = "HoursOfWeek")
  record HoursBody(
      String site,
      @JsonProperty("time_zone") String timeZone,
      Instant from,
      Instant to,
      List<HourBody> items) {}

  /**
   * One spot over all of the time.
   *
   * @param occupancy share of the known time that it was occupied, 0 to 1; null where nothing is
   *     known
   * @param coverage share of the time of which it is known how it was, 0 to 1
   * @param turnover arrivals a day
   * @param longest longest time that it was occupied without a break
   */
  @Schema(name = "BusySpot")
  record SpotBody(
      String spot,
      long days,
      @JsonProperty("occupied_ms") long occupiedMillis,
      @Schema(nullable = true) Double occupancy,
      double coverage,
      long arrivals,
      double turnover,
      @JsonProperty("longest_ms") long longest) {
    static SpotBody of(SpotSum spot) {
      return new SpotBody(
          spot.spot(),
          spot.windows(),
          spot.occupiedMillis(),
          shareOccupied(spot.occupiedMillis(), spot.freeMillis()),
          shareKnown(spot.occupiedMillis() + spot.freeMillis(), spot.unknownMillis()),
          spot.arrivals(),
          (double) spot.arrivals() / spot.windows(),
          spot.longestMillis());
    }

    private String line() {
      return String.format(
          Locale.ROOT,
          "%s,%d,%d,%s,%.6f,%d,%.3f,%d\n",
          Csv.quoted(spot),
          days,
          occupiedMillis,
          Csv.decimal(occupancy),
          coverage,
          arrivals,
          turnover,
          longest);
    }
  }

  /** Spots, the most occupied first. */
  @Schema(name = "BusySpots")
  record SpotsBody(
      String site,
      @JsonProperty("time_zone") String timeZone,
      Instant from,
      Instant to,
      List<SpotBody> items) {}

  private static Double shareOccupied(long occupied, long free) {
    return occupied + free == 0 ? null : (double) occupied / (occupied + free);
  }

  private static double shareKnown(long known, long unknown) {
    return known + unknown == 0 ? 0 : (double) known / (known + unknown);
  }

  @GetMapping(
      path = "/hours-of-week",
      produces = {MediaType.APPLICATION_JSON_VALUE, Csv.TYPE})
  @Operation(
      operationId = "occupancyByHourOfWeek",
      summary =
          "How full a site, or a zone, level or spot of it, is by the hour of the week, and when it"
              + " is full",
      description =
          "Of the four weeks before the newest window, where `from` and `to` do not say. " + AS_CSV)
  @ApiResponse(
      responseCode = "200",
      content = {
        @Content(
            mediaType = "application/json",
            schema = @Schema(implementation = HoursBody.class)),
        @Content(mediaType = Csv.TYPE, schema = @Schema(type = "string"))
      })
  ResponseEntity<Object> hoursOfWeek(
      @RequestParam(defaultValue = "live") String run,
      @RequestParam String site,
      @RequestParam(required = false) String zone,
      @RequestParam(required = false) String level,
      @RequestParam(required = false) String spot,
      @RequestParam(required = false) Instant from,
      @RequestParam(required = false) Instant to,
      @RequestParam(required = false) String format,
      Reader reader,
      HttpServletRequest request) {
    Answer<HourOfWeek> answer =
        questions.hoursOfWeek(reader, new Period(run, site, from, to), zone, level, spot);
    List<HourBody> items = answer.items().stream().map(HourBody::of).toList();
    if (Csv.isWanted(format, request.getHeader(HttpHeaders.ACCEPT))) {
      return Csv.answer(
          "day,hour,hours,occupancy,coverage,peak,full,arrivals\n", items, HourBody::line);
    }
    return json(
        new HoursBody(answer.site(), answer.zone().getId(), answer.from(), answer.to(), items));
  }

  @GetMapping(
      path = "/spots",
      produces = {MediaType.APPLICATION_JSON_VALUE, Csv.TYPE})
  @Operation(
      operationId = "listBusiestSpots",
      summary = "Spots of a site by how much they were occupied, the busiest first",
      description =
          "Whole days; of the four weeks before the newest window, where `from` and `to` do not say. "
              + AS_CSV)
  @ApiResponse(
      responseCode = "200",
      content = {
        @Content(
            mediaType = "application/json",
            schema = @Schema(implementation = SpotsBody.class)),
        @Content(mediaType = Csv.TYPE, schema = @Schema(type = "string"))
      })
  ResponseEntity<Object> busiest(
      @RequestParam(defaultValue = "live") String run,
      @RequestParam String site,
      @RequestParam(required = false) Instant from,
      @RequestParam(required = false) Instant to,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String format,
      Reader reader,
      HttpServletRequest request) {
    Answer<SpotSum> answer = questions.busiest(reader, new Period(run, site, from, to), limit);
    List<SpotBody> items = answer.items().stream().map(SpotBody::of).toList();
    if (Csv.isWanted(format, request.getHeader(HttpHeaders.ACCEPT))) {
      return Csv.answer(
          "spot,days,occupied_ms,occupancy,coverage,arrivals,turnover,longest_ms\n",
          items,
          SpotBody::line);
    }
    return json(
        new SpotsBody(answer.site(), answer.zone().getId(), answer.from(), answer.to(), items));
  }

  /**
   * One place in one time.
   *
   * @param hours how many are known of
   * @param occupancy share of the known time that spots were occupied, 0 to 1; null where nothing
   *     is known
   * @param coverage share of the time of which it is known how spots were, 0 to 1
   * @param longest longest time that a spot had been occupied without a break, up to when that
   *     ended or an hour did
   */
  @Schema(name = "OccupancyPeriod")
  record PeriodBody(
      String run,
      Instant from,
      Instant to,
      long hours,
      @JsonProperty("occupied_ms") long occupiedMillis,
      @JsonProperty("free_ms") long freeMillis,
      @JsonProperty("unknown_ms") long unknownMillis,
      @Schema(nullable = true) Double occupancy,
      double coverage,
      int peak,
      long arrivals,
      long departures,
      @JsonProperty("longest_ms") long longest) {
    static PeriodBody of(Known of, Sum sum) {
      return new PeriodBody(
          of.run(),
          of.from(),
          of.to(),
          sum.windows(),
          sum.occupiedMillis(),
          sum.freeMillis(),
          sum.unknownMillis(),
          shareOccupied(sum.occupiedMillis(), sum.freeMillis()),
          shareKnown(sum.occupiedMillis() + sum.freeMillis(), sum.unknownMillis()),
          sum.peak(),
          sum.arrivals(),
          sum.departures(),
          sum.longestMillis());
    }
  }

  /**
   * Two times, or two runs.
   *
   * @param change of the occupancy, one less other; null where one of them is not known
   */
  @Schema(name = "OccupancyCompared")
  record ComparedBody(
      String site, PeriodBody one, PeriodBody other, @Schema(nullable = true) Double change) {}

  @GetMapping("/compare")
  @Operation(
      operationId = "compareOccupancy",
      summary = "How a site, or a zone, level or spot of it, was in two times or in two runs",
      description =
          "Whole hours. Without `other_from` and `other_to` the other time is as long and right"
              + " before, or, of another run, the same.")
  @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
  ComparedBody compare(
      @RequestParam(defaultValue = "live") String run,
      @RequestParam String site,
      @RequestParam(required = false) String zone,
      @RequestParam(required = false) String level,
      @RequestParam(required = false) String spot,
      @RequestParam(required = false) Instant from,
      @RequestParam(required = false) Instant to,
      @RequestParam(name = "other_run", required = false) String otherRun,
      @RequestParam(name = "other_from", required = false) Instant otherFrom,
      @RequestParam(name = "other_to", required = false) Instant otherTo,
      Reader reader) {
    OccupancyQuestions.Compared found =
        questions.compare(
            reader,
            new Period(run, site, from, to),
            new Period(otherRun == null ? run : otherRun, site, otherFrom, otherTo),
            zone,
            level,
            spot);
    PeriodBody one = PeriodBody.of(found.one(), found.ofOne());
    PeriodBody other = PeriodBody.of(found.other(), found.ofOther());
    return new ComparedBody(
        site,
        one,
        other,
        one.occupancy() == null || other.occupancy() == null
            ? null
            : one.occupancy() - other.occupancy());
  }

  private static ResponseEntity<Object> json(Object body) {
    return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(body);
  }
}
