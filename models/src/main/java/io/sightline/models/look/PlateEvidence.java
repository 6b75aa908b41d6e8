package io.sightline.models.look;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.models.input.Crop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Keeps a picture of each plate that was read. */
final class PlateEvidence {
  private static final double MARGIN = 0.1;

  /** Plates that were read with less are no evidence of anything. */
  private static final float LEAST_SCORE = 0.5f;

  /**
   * What came of it.
   *
   * @param plates all of them, with the names of those that are kept
   * @param failure why one of them is not kept; null when all are
   */
  record Kept(List<PlateSighting> plates, Throwable failure) {}

  private PlateEvidence() {}

  static CompletableFuture<Kept> of(
      Picture picture, List<PlateSighting> plates, CropKeeper keeper) {
    List<CompletableFuture<Kept>> answers = new ArrayList<>();
    for (int rank = 0; rank < plates.size(); rank++) {
      PlateSighting plate = plates.get(rank);
      answers.add(
          isEvidence(plate)
              ? keeper
                  .keep(Crop.of(picture, plate.box(), MARGIN), rank)
                  .handle(
                      (name, failure) ->
                          new Kept(
                              List.of(failure == null ? plate.kept(name) : plate),
                              Failures.cause(failure)))
              : CompletableFuture.completedFuture(new Kept(List.of(plate), null)));
    }
    return Answers.all(answers).thenApply(PlateEvidence::joined);
  }

  private static boolean isEvidence(PlateSighting plate) {
    return plate.isRead() && plate.text().score() >= LEAST_SCORE;
  }

  private static Kept joined(List<Kept> each) {
    return new Kept(
        each.stream().flatMap(one -> one.plates().stream()).toList(),
        each.stream().map(Kept::failure).filter(one -> one != null).findFirst().orElse(null));
  }
}
