package io.sightline.query.emotions;

import io.sightline.query.web.Problem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Says what judges emotions here. */
@RestController
@Tag(name = "emotions")
class ModelInfoController {
  private final ObjectProvider<EmotionModel> model;

  ModelInfoController(ObjectProvider<EmotionModel> model) {
    this.model = model;
  }

  @GetMapping("/api/v1/model/info")
  @Operation(summary = "The model that judges emotions where a camera names none")
  EmotionModel info() {
    EmotionModel usual = model.getIfAvailable();
    if (usual == null) {
      throw Problem.notFound("A model for emotions");
    }
    return usual;
  }
}
