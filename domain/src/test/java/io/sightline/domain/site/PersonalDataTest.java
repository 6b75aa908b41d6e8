package io.sightline.domain.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A16: what concerns people is asked for, or not done. */
class PersonalDataTest {
  private static Camera camera(String more) {
    return SiteFile.parse(
            "site.yaml",
            Path.of("/"),
            "{site: garage, cameras: [{id: gate, uri: gate.mp4%s}]}".formatted(more))
        .site()
        .cameras()
        .get(0);
  }

  @Test
  void nobodyLooksForPlatesOrFacesUnlessAsked() {
    assertThat(camera("").looks())
        .doesNotContain(
            ModelRole.PLATES, ModelRole.PLATE_TEXT, ModelRole.FACES, ModelRole.EMOTIONS);
    assertThat(camera(", analyse: [plates, emotions]").looks())
        .contains(ModelRole.PLATES, ModelRole.PLATE_TEXT, ModelRole.FACES, ModelRole.EMOTIONS);
  }

  @Test
  void noPictureIsKeptUnlessAsked() {
    assertThat(camera(", analyse: [plates]").evidence()).isEqualTo(Camera.Evidence.NONE);
    assertThat(camera("").record()).isFalse();
  }
}
