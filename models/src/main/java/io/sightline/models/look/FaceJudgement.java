package io.sightline.models.look;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.FaceSighting;
import io.sightline.domain.observations.LabelScore;
import io.sightline.models.input.Crop;
import io.sightline.models.runtime.Model;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Looks for faces, and says what emotion each shows. */
public final class FaceJudgement {
  /** The surest of them; a picture with more is a crowd seen from afar. */
  private static final int MOST_FACES = 32;

  private FaceJudgement() {}

  /**
   * @return completes with the faces in the order of falling score, not judged
   */
  public static CompletableFuture<List<FaceSighting>> faces(
      Picture picture, Model<List<Detection>> model) {
    return model
        .submit(picture)
        .thenApply(
            faces ->
                faces.stream()
                    .limit(MOST_FACES)
                    .map(face -> new FaceSighting(face.box(), face.score(), List.of()))
                    .toList());
  }

  /**
   * @return completes with the largest face; with the whole picture, of score 0, where there is
   *     none
   */
  public static CompletableFuture<List<FaceSighting>> portrait(
      Picture picture, Model<List<Detection>> model) {
    return faces(picture, model)
        .thenApply(
            faces ->
                List.of(
                    faces.stream()
                        .max(Comparator.comparingDouble(face -> face.box().area()))
                        .orElseGet(() -> whole(picture))));
  }

  private static FaceSighting whole(Picture picture) {
    return new FaceSighting(new Box(0, 0, picture.width(), picture.height()), 0, List.of());
  }

  /**
   * @return completes with the same faces, judged
   */
  public static CompletableFuture<List<FaceSighting>> emotions(
      Picture picture, List<FaceSighting> faces, Model<List<Detection>> model) {
    double margin = model.manifest().input().margin();
    List<CompletableFuture<FaceSighting>> answers = new ArrayList<>();
    for (FaceSighting face : faces) {
      answers.add(
          model
              .submit(Crop.of(picture, face.box(), margin))
              .thenApply(emotions -> face.judged(scores(emotions))));
    }
    return Answers.all(answers);
  }

  private static List<LabelScore> scores(List<Detection> classes) {
    return classes.stream().map(one -> new LabelScore(one.label(), one.score())).toList();
  }
}
