package io.sightline.models.look;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.observations.ColourHistogram;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.FaceSighting;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.observations.PlateText;
import io.sightline.domain.observations.SpotSighting;
import io.sightline.domain.site.ModelRole;
import io.sightline.models.look.Wanted.PlatesWithoutVehicle;
import io.sightline.models.runtime.CloseLook;
import io.sightline.models.runtime.Model;
import io.sightline.models.runtime.ModelTimeoutException;
import io.sightline.models.runtime.Models;
import io.sightline.models.runtime.OwnThreads;
import io.sightline.models.runtime.PinnedModel;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The one way to look at a picture: at spots; at vehicles, the plates in them, what stands on
 * those, and their pictures kept; at faces and their emotions. Looks that do not need each other go
 * on beside each other. Each has its own limit and loses only its own answer, and what would have
 * been looked for in that. What comes out does not depend on which look ended first. Never waits.
 */
public final class PerceptionChain implements AutoCloseable {
  private final Models models;
  private final Duration limit;
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, OwnThreads.daemons(PerceptionChain.class, "perception-limits"));

  /**
   * @param models given back with the chain
   * @param limit how long one look may take
   */
  public PerceptionChain(Models models, Duration limit) {
    this.models = models;
    this.limit = limit;
    this.timer.setRemoveOnCancelPolicy(true);
  }

  /**
   * Looks at a picture.
   *
   * @return completes with what was seen and what failed, on the thread that brought the last
   *     answer; exceptionally only where something is wrong with us
   */
  public CompletableFuture<Seen> look(Picture picture, Wanted wanted) {
    CompletableFuture<Look<List<SpotSighting>>> spots =
        detect(
            wanted,
            ModelRole.SPOTS,
            List.of(),
            model -> SpotJudgement.of(picture, wanted.spots(), model));
    CompletableFuture<Look<List<Detection>>> vehicles =
        detect(wanted, ModelRole.VEHICLES, List.of(), model -> vehicles(picture, wanted, model));
    CompletableFuture<Look<List<PlateSighting>>> plates =
        vehicles.thenCompose(seen -> plates(picture, wanted, seen));
    CompletableFuture<Look<List<PlateSighting>>> texts =
        plates.thenCompose(seen -> texts(picture, wanted, seen));
    CompletableFuture<PlateEvidence.Kept> kept =
        texts.thenCompose(seen -> evidence(picture, wanted, seen.answer()));
    CompletableFuture<Look<List<FaceSighting>>> faces =
        detect(
            wanted,
            ModelRole.FACES,
            List.of(),
            model ->
                wanted.portrait()
                    ? FaceJudgement.portrait(picture, model)
                    : FaceJudgement.faces(picture, model));
    CompletableFuture<Look<List<FaceSighting>>> emotions =
        faces.thenCompose(seen -> emotions(picture, wanted, seen));
    return CompletableFuture.allOf(spots, kept, emotions)
        .thenApply(
            done -> {
              // In the order of the places, whoever was first.
              List<Look<?>> looks =
                  List.of(
                      spots.join(),
                      vehicles.join(),
                      plates.join(),
                      texts.join(),
                      faces.join(),
                      emotions.join());
              return new Seen(
                  spots.join().answer(),
                  vehicles.join().answer(),
                  kept.join().plates(),
                  emotions.join().answer(),
                  looks.stream().map(Look::use).filter(Objects::nonNull).toList(),
                  looks.stream().map(Look::failure).filter(Objects::nonNull).toList(),
                  kept.join().failure());
            });
  }

  private static CompletableFuture<List<Detection>> vehicles(
      Picture picture, Wanted wanted, Model<List<Detection>> model) {
    CompletableFuture<List<Detection>> seen =
        wanted.photograph() ? CloseLook.at(picture, model) : model.submit(picture);
    return wanted.colours() ? seen.thenApply(all -> coloured(picture, all)) : seen;
  }

  private static List<Detection> coloured(Picture picture, List<Detection> vehicles) {
    return vehicles.stream()
        .map(vehicle -> vehicle.coloured(ColourHistogram.of(picture, vehicle.box())))
        .toList();
  }

  private CompletableFuture<Look<List<PlateSighting>>> plates(
      Picture picture, Wanted wanted, Look<List<Detection>> vehicles) {
    if (vehicles.hasFailed()) {
      return CompletableFuture.completedFuture(Look.none(List.of()));
    }
    boolean none = vehicles.answer().isEmpty();
    boolean everywhere =
        !vehicles.isMade()
            || (none && wanted.plates().withoutVehicle() == PlatesWithoutVehicle.EVERYWHERE);
    if (none && !everywhere) {
      return nothingThere(wanted, ModelRole.PLATES, List.of());
    }
    return detect(
        wanted,
        ModelRole.PLATES,
        List.of(),
        model ->
            everywhere
                ? PlateSearch.everywhere(picture, model)
                : PlateSearch.inVehicles(
                    picture, vehicles.answer(), wanted.plates().leastVehicle(), model));
  }

  /** The same plates, read where that succeeds. */
  private CompletableFuture<Look<List<PlateSighting>>> texts(
      Picture picture, Wanted wanted, Look<List<PlateSighting>> plates) {
    if (!plates.isMade()) {
      return CompletableFuture.completedFuture(Look.none(plates.answer()));
    }
    if (plates.answer().isEmpty()) {
      return nothingThere(wanted, ModelRole.PLATE_TEXT, plates.answer());
    }
    return this.<PlateText, List<PlateSighting>>look(
        wanted,
        ModelRole.PLATE_TEXT,
        plates.answer(),
        models::reader,
        model -> PlateReading.of(picture, plates.answer(), model, wanted.plates().expected()));
  }

  private static CompletableFuture<PlateEvidence.Kept> evidence(
      Picture picture, Wanted wanted, List<PlateSighting> plates) {
    return wanted.keeper() == null
        ? CompletableFuture.completedFuture(new PlateEvidence.Kept(plates, null))
        : PlateEvidence.of(picture, plates, wanted.keeper());
  }

  /** The same faces, judged where that succeeds. */
  private CompletableFuture<Look<List<FaceSighting>>> emotions(
      Picture picture, Wanted wanted, Look<List<FaceSighting>> faces) {
    if (!faces.isMade()) {
      return CompletableFuture.completedFuture(Look.none(faces.answer()));
    }
    if (faces.answer().isEmpty()) {
      return nothingThere(wanted, ModelRole.EMOTIONS, faces.answer());
    }
    return detect(
        wanted,
        ModelRole.EMOTIONS,
        faces.answer(),
        model -> FaceJudgement.emotions(picture, faces.answer(), model));
  }

  private <T> CompletableFuture<Look<T>> detect(
      Wanted wanted,
      ModelRole role,
      T nothing,
      Function<Model<List<Detection>>, CompletableFuture<T>> ask) {
    return this.<List<Detection>, T>look(wanted, role, nothing, models::detector, ask);
  }

  /** A look that is made without asking anybody. */
  private static <T> CompletableFuture<Look<T>> nothingThere(
      Wanted wanted, ModelRole role, T nothing) {
    RuntimeException missing = wanted.missing().get(role);
    return CompletableFuture.completedFuture(
        missing != null
            ? Look.failed(role, missing, nothing)
            : wanted
                .model(role)
                .map(model -> Look.by(model.use(), nothing))
                .orElseGet(() -> Look.none(nothing)));
  }

  private <M, T> CompletableFuture<Look<T>> look(
      Wanted wanted,
      ModelRole role,
      T nothing,
      Function<PinnedModel, CompletableFuture<Model<M>>> find,
      Function<Model<M>, CompletableFuture<T>> ask) {
    RuntimeException missing = wanted.missing().get(role);
    if (missing != null) {
      return CompletableFuture.completedFuture(Look.failed(role, missing, nothing));
    }
    PinnedModel chosen = wanted.model(role).orElse(null);
    if (chosen == null) {
      return CompletableFuture.completedFuture(Look.none(nothing));
    }
    return inTime(chosen, find.apply(chosen), ask)
        .handle(
            (answer, failure) ->
                failure == null
                    ? Look.by(chosen.use(), answer)
                    : Look.failed(role, Failures.cause(failure), nothing));
  }

  private <M, T> CompletableFuture<T> inTime(
      PinnedModel chosen,
      CompletableFuture<Model<M>> found,
      Function<Model<M>, CompletableFuture<T>> ask) {
    CompletableFuture<Questions<M>> questions = found.thenApply(Questions::new);
    CompletableFuture<T> answer = new CompletableFuture<>();
    Future<?> late =
        timer.schedule(
            () -> {
              if (answer.completeExceptionally(
                  new ModelTimeoutException(chosen.use().id(), limit))) {
                questions.thenAccept(Questions::takeBack);
              }
            },
            limit.toNanos(),
            TimeUnit.NANOSECONDS);
    questions
        .thenCompose(ask)
        .whenComplete(
            (seen, failure) -> {
              late.cancel(false);
              if (failure == null) {
                answer.complete(seen);
              } else {
                answer.completeExceptionally(failure);
              }
            });
    return answer;
  }

  /** Gives the models back. What is being looked at fails. */
  @Override
  public void close() {
    timer.shutdownNow();
    models.close();
  }
}
