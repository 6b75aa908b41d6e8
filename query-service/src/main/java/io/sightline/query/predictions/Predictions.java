package io.sightline.query.predictions;

import io.sightline.analytics.occupancy.SpotEvidence;
import io.sightline.analytics.occupancy.SpotFit;
import io.sightline.domain.BadInput;
import io.sightline.domain.Digest;
import io.sightline.domain.emotions.EmotionClass;
import io.sightline.domain.facts.SpotState;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.json.Json;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.FaceSighting;
import io.sightline.domain.observations.LabelScore;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.plates.NormalPlate;
import io.sightline.domain.plates.PlateFormats;
import io.sightline.domain.plates.RegionPack;
import io.sightline.domain.settings.Settings;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.Spot;
import io.sightline.models.look.Seen;
import io.sightline.models.look.Wanted;
import io.sightline.models.runtime.PinnedModel;
import io.sightline.query.failures.NotSignedIn;
import io.sightline.query.failures.TooLarge;
import io.sightline.query.failures.TooMany;
import io.sightline.query.limits.NetworkNeighbourhood;
import io.sightline.query.limits.RateLimit;
import io.sightline.store.predictions.PredictionRows.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What models say of pictures that people send. The picture is not kept. The same question of the
 * same picture is answered from memory for a while; each question is written down, with who asked.
 */
@Component
public class Predictions {
  private static final List<String> KNOWN_REGIONS =
      RegionPack.IDS.stream().filter(id -> !id.equals(RegionPack.ANY)).toList();

  private static final Logger LOG = LoggerFactory.getLogger(Predictions.class);

  /** Pixels by which people and rounding miss a picture's edge. */
  private static final double OVER_THE_EDGE = 2;

  /** Of remembered answers; another one with each change of their members. */
  private static final String FORM = "1 ";

  private final PictureModels models;
  private final Decoding decoding;
  private final PredictionCache cache;
  private final PredictionLog log;
  private final EmotionsAllowed emotionsAllowed;
  private final boolean strangers;
  private final RateLimit limit;
  private final long mostBytes;
  private final double vehicleConfidence;
  private final double vehicleIou;

  protected Predictions(
      PictureModels models,
      Decoding decoding,
      PredictionCache cache,
      PredictionLog log,
      EmotionsAllowed emotionsAllowed,
      Settings settings) {
    this.models = models;
    this.decoding = decoding;
    this.cache = cache;
    this.log = log;
    this.emotionsAllowed = emotionsAllowed;
    this.strangers = settings.get(Settings.AUTH_ANONYMOUS_PREDICTIONS);
    int most = settings.get(Settings.LIMITS_PREDICTIONS);
    this.limit = new RateLimit("predictions", 2L * most, Duration.ofSeconds(2));
    this.mostBytes = settings.get(Settings.LIMITS_PICTURE);
    this.vehicleConfidence = settings.get(Settings.PREDICTIONS_VEHICLE_CONFIDENCE);
    Double iou = settings.get(Settings.PREDICTIONS_VEHICLE_IOU);
    this.vehicleIou = iou == null ? 1 : iou;
  }

  /**
   * One kind of question.
   *
   * @param fits throws {@link BadInput} where the picture is none that can be meant
   */
  private record Question<T extends Predicted>(
      Kind kind,
      Class<T> type,
      String parameters,
      Wanted wanted,
      Consumer<Picture> fits,
      BiFunction<Picture, Seen, T> answer,
      ToDoubleFunction<T> confidence) {}

  /**
   * The vehicles in a picture.
   *
   * @param least confidence of those that are told, 0 to 1; null for the setting's
   * @throws BadInput when the picture or the confidence cannot be used
   * @throws NotSignedIn when strangers may not ask
   * @throws io.sightline.query.failures.Unavailable when as many ask as may
   */
  public CompletableFuture<Answer<VehiclesSeen>> vehicles(
      Asker asker, SentPicture sent, Double least) {
    double confidence = least == null ? vehicleConfidence : between(least);
    return predict(
        asker,
        sent,
        new Question<>(
            Kind.VEHICLES,
            VehiclesSeen.class,
            confidence + " " + vehicleIou,
            Wanted.ofPhotograph(pinned(ModelRole.VEHICLES)),
            picture -> {},
            (picture, seen) ->
                new VehiclesSeen(
                    picture.width(),
                    picture.height(),
                    apart(seen.vehicles()).stream()
                        .filter(one -> one.score() >= confidence)
                        .map(
                            one ->
                                new VehiclesSeen.Vehicle(
                                    one.label(), one.score(), Area.of(one.box())))
                        .toList(),
                    by(seen, ModelRole.VEHICLES)),
            seen -> mean(seen.vehicles().stream().map(VehiclesSeen.Vehicle::score).toList())));
  }

  private static double between(double confidence) {
    if (!(confidence >= 0 && confidence <= 1)) {
      throw new BadInput("`confidence` should be from 0 to 1.");
    }
    return confidence;
  }

  /** Of boxes of one kind that overlap more than they may, the surest. */
  private List<Detection> apart(List<Detection> vehicles) {
    List<Detection> kept = new ArrayList<>();
    for (Detection one : vehicles) {
      boolean told =
          kept.stream()
              .filter(other -> other.label().equals(one.label()))
              .anyMatch(other -> other.box().iou(one.box()) > vehicleIou);
      if (!told) {
        kept.add(one);
      }
    }
    return kept;
  }

  private static double mean(List<Double> scores) {
    return scores.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }

  /**
   * The plates in a picture, read.
   *
   * @param region whose plates they are expected to be, an id of a region pack; null for any
   * @throws BadInput when the picture cannot be used, or there is no such region
   */
  public CompletableFuture<Answer<PlatesSeen>> plates(
      Asker asker, SentPicture sent, String region) {
    return predict(asker, sent, ofPlates(region));
  }

  /** The same of a picture that is recorded: whether strangers may record is said elsewhere. */
  public CompletableFuture<Answer<PlatesSeen>> recordedPlates(Asker asker, SentPicture sent) {
    return answer(asker, sent, ofPlates(null));
  }

  private Question<PlatesSeen> ofPlates(String region) {
    String wanted = region == null ? RegionPack.ANY : region.strip().toUpperCase(Locale.ROOT);
    boolean any = wanted.equalsIgnoreCase(RegionPack.ANY);
    PlateFormats formats = any ? PlateFormats.ANY : PlateFormats.of(List.of(wanted), List.of());
    PlateFormats named = any ? PlateFormats.of(KNOWN_REGIONS, List.of()) : formats;
    Map<ModelRole, PinnedModel> all =
        models.has(ModelRole.VEHICLES)
            ? pinned(ModelRole.VEHICLES, ModelRole.PLATES, ModelRole.PLATE_TEXT)
            : pinned(ModelRole.PLATES, ModelRole.PLATE_TEXT);
    return new Question<>(
        Kind.PLATE,
        PlatesSeen.class,
        wanted,
        Wanted.ofPhotograph(all).expecting(formats),
        picture -> {},
        (picture, seen) ->
            new PlatesSeen(
                picture.width(),
                picture.height(),
                seen.plates().stream()
                    .filter(PlateSighting::isRead)
                    .map(plate -> plate(plate, formats, named))
                    .sorted(Comparator.comparingDouble(PlatesSeen.Plate::score).reversed())
                    .toList(),
                by(seen, ModelRole.PLATE_TEXT)),
        seen -> seen.plates().isEmpty() ? 0 : seen.plates().get(0).score());
  }

  private static PlatesSeen.Plate plate(
      PlateSighting plate, PlateFormats formats, PlateFormats named) {
    String read = plate.text().text();
    String text = formats.spell(read).orElse(NormalPlate.of(read));
    return new PlatesSeen.Plate(
        text,
        plate.text().score(),
        named
            .region(text)
            .map(RegionPack::id)
            .filter(id -> !id.equals(RegionPack.ANY))
            .orElse(null),
        plate.score(),
        Area.of(plate.box()));
  }

  /**
   * Which of some parking spaces are occupied.
   *
   * @param spaces JSON, as {@link Spaces} reads it
   * @throws BadInput when the picture or the spaces cannot be used
   */
  public CompletableFuture<Answer<SpacesSeen>> occupancy(
      Asker asker, SentPicture sent, String spaces) {
    return occupancy(asker, sent, Spaces.parse(spaces));
  }

  CompletableFuture<Answer<SpacesSeen>> occupancy(Asker asker, SentPicture sent, List<Spot> spots) {
    boolean classified = models.has(ModelRole.SPOTS);
    ModelRole judge = classified ? ModelRole.SPOTS : ModelRole.VEHICLES;
    return predict(
        asker,
        sent,
        new Question<>(
            Kind.OCCUPANCY,
            SpacesSeen.class,
            Json.write(spots),
            Wanted.ofPhotograph(pinned(judge)).withSpots(spots),
            picture -> requireInside(picture, spots),
            (picture, seen) -> spaces(picture, seen, spots, classified),
            seen -> mean(seen.spaces().stream().map(SpacesSeen.Space::score).toList())));
  }

  /** What lies outside was meant for another picture, and would be judged by this one's edge. */
  private static void requireInside(Picture picture, List<Spot> spots) {
    for (Spot spot : spots) {
      Box bounds = spot.polygon().bounds();
      if (bounds.left() < -OVER_THE_EDGE
          || bounds.top() < -OVER_THE_EDGE
          || bounds.right() > picture.width() + OVER_THE_EDGE
          || bounds.bottom() > picture.height() + OVER_THE_EDGE) {
        throw new BadInput(
            "The space '%s' lies outside the picture, which has %d x %d pixels; send the picture it was drawn in."
                .formatted(spot.id(), picture.width(), picture.height()));
      }
    }
  }

  private static SpacesSeen spaces(
      Picture picture, Seen seen, List<Spot> spots, boolean classified) {
    List<SpacesSeen.Space> spaces = new ArrayList<>();
    List<SpotState> covered =
        classified ? List.of() : SpotEvidence.of(new SpotFit(spots), seen.vehicles(), false);
    for (int i = 0; i < spots.size(); i++) {
      Spot spot = spots.get(i);
      SpotState state;
      double score;
      if (classified) {
        state = SpotEvidence.of(seen.spots().get(i), false);
        double occupied = seen.spots().get(i).occupied();
        score = state == SpotState.OCCUPIED ? occupied : 1 - occupied;
      } else {
        // Whoever asks of one picture is told of two states: what is hidden is not free.
        state = covered.get(i) == SpotState.FREE ? SpotState.FREE : SpotState.OCCUPIED;
        score = covering(spot, seen.vehicles());
      }
      spaces.add(new SpacesSeen.Space(spot.id(), state, score, Area.of(spot.polygon().bounds())));
    }
    return new SpacesSeen(
        picture.width(),
        picture.height(),
        spaces,
        by(seen, classified ? ModelRole.SPOTS : ModelRole.VEHICLES));
  }

  /** How sure the surest vehicle that covers a spot is; 1 where none does. */
  private static double covering(Spot spot, List<Detection> vehicles) {
    return vehicles.stream()
        .filter(one -> one.box().contains(spot.polygon().centre()))
        .mapToDouble(Detection::score)
        .max()
        .orElse(1);
  }

  /**
   * What the largest face shows.
   *
   * @throws BadInput when the picture cannot be used
   * @throws io.sightline.query.failures.Refused where emotions are not predicted
   */
  public CompletableFuture<Answer<EmotionSeen>> emotion(Asker asker, SentPicture sent) {
    emotionsAllowed.require();
    Map<ModelRole, PinnedModel> all = pinned(ModelRole.FACES, ModelRole.EMOTIONS);
    return predict(
        asker,
        sent,
        new Question<>(
            Kind.EMOTION,
            EmotionSeen.class,
            "",
            Wanted.ofPhotograph(all).ofOnePerson(),
            picture -> {},
            Predictions::emotion,
            EmotionSeen::score));
  }

  private static EmotionSeen emotion(Picture picture, Seen seen) {
    FaceSighting face = seen.faces().get(0);
    Map<String, Double> scores = new LinkedHashMap<>();
    face.emotions().forEach(one -> scores.merge(word(one), (double) one.score(), Double::sum));
    LabelScore surest = face.emotions().get(0);
    Box whole = new Box(0, 0, picture.width(), picture.height());
    boolean isFace = face.score() > 0 || !face.box().equals(whole);
    return new EmotionSeen(
        picture.width(),
        picture.height(),
        word(surest),
        scores.get(word(surest)),
        scores,
        isFace ? Area.of(face.box()) : null,
        by(seen, ModelRole.EMOTIONS));
  }

  private static String word(LabelScore one) {
    return EmotionClass.of(one.label()).map(EmotionClass::key).orElse(one.label());
  }

  private Map<ModelRole, PinnedModel> pinned(ModelRole... roles) {
    Map<ModelRole, PinnedModel> all = new EnumMap<>(ModelRole.class);
    for (ModelRole role : roles) {
      all.put(role, models.require(role));
    }
    return all;
  }

  private static ModelTag by(Seen seen, ModelRole role) {
    return seen.models().stream()
        .filter(use -> use.role().equals(role.key()))
        .map(ModelTag::of)
        .findFirst()
        .orElseThrow();
  }

  private <T extends Predicted> CompletableFuture<Answer<T>> predict(
      Asker asker, SentPicture sent, Question<T> question) {
    if (asker.isStranger() && !strangers) {
      throw new NotSignedIn("Sign in first: this needs a valid token.");
    }
    return answer(asker, sent, question);
  }

  private <T extends Predicted> CompletableFuture<Answer<T>> answer(
      Asker asker, SentPicture sent, Question<T> question) {
    final long began = System.nanoTime();
    admit(asker);
    if (sent.encoded().length > mostBytes) {
      throw new TooLarge(
          "The picture %s is larger than %d bytes.".formatted(sent.name(), mostBytes));
    }
    PredictionLog.Place place = log.place();
    try {
      String key = key(sent, question);
      T known = known(key, question.type());
      CompletableFuture<T> seen =
          known != null
              ? CompletableFuture.completedFuture(known)
              : decoding.with(
                  sent,
                  picture -> {
                    question.fits().accept(picture);
                    return models
                        .look(picture, question.wanted())
                        .thenApply(looked -> question.answer().apply(picture, looked));
                  });
      return seen.thenApply(
              found -> {
                if (known == null) {
                  cache.put(key, Json.writeBinary(found));
                }
                long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
                note(place, question, found, millis, asker);
                return new Answer<>(found, millis, known != null);
              })
          .whenComplete((answer, failure) -> place.giveBack());
    } catch (RuntimeException | Error e) {
      place.giveBack();
      throw e;
    }
  }

  private static <T extends Predicted> void note(
      PredictionLog.Place place, Question<T> question, T found, long millis, Asker asker) {
    Long emotion =
        found instanceof EmotionSeen shown
            ? EmotionClass.of(shown.emotion()).map(one -> (long) one.id()).orElse(null)
            : null;
    place.fill(
        question.kind(),
        emotion,
        question.confidence().applyAsDouble(found),
        found.model(),
        millis,
        asker);
  }

  private void admit(Asker asker) {
    if (!asker.isStranger()) {
      return;
    }
    RateLimit.Answer answer = limit.take(NetworkNeighbourhood.of(asker.address()));
    if (!answer.granted()) {
      throw new TooMany(
          "More pictures a second than strangers may have predicted; ask less often, or sign in.",
          answer.quota());
    }
  }

  private static String key(SentPicture sent, Question<?> question) {
    StringBuilder text = new StringBuilder(FORM).append(Digest.sha256(sent.encoded()));
    text.append(' ').append(question.kind().key()).append(' ').append(question.parameters());
    question.wanted().models().values().stream()
        .map(PinnedModel::use)
        .map(ModelUse::sha256)
        .forEach(sha -> text.append(' ').append(sha));
    return Digest.sha256(text.toString());
  }

  private <T> T known(String key, Class<T> type) {
    try {
      return cache.get(key).map(bytes -> Json.readBinary(bytes, type)).orElse(null);
    } catch (RuntimeException e) {
      LOG.debug("An answer that is remembered cannot be read, and is found anew.", e);
      return null;
    }
  }
}
