package io.sightline.job.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.settings.EmotionUse;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LayoutModelsTest {
  private static final Site SITE =
      SiteFile.parse(
              "the test's site",
              Path.of("/"),
              """
              site: hall
              cameras:
                - {id: lobby, uri: "rtsp://127.0.0.1/a", sample-fps: 1, analyse: [vehicles, emotions]}
              """)
          .site();
  private static final FrameHeader FRAME =
      new FrameHeader(
          SITE.id(), "lobby", 0, 0, 0, RecordKind.FRAME, null, false, SITE.layoutVersion(), null);

  private static LayoutModels models(Set<ModelRole> refused) {
    ModelChoice any = new ModelChoice("any/model.yaml", "any", "1", "00");
    return new LayoutModels(
        Layouts.always(SITE),
        Map.of(
            ModelRole.VEHICLES, List.of(any),
            ModelRole.FACES, List.of(any),
            ModelRole.EMOTIONS, List.of(any)),
        refused);
  }

  private static boolean looks(LayoutModels models, ModelRole role) {
    return models.of(FRAME, role).isPresent();
  }

  @Test
  void whatIsRefusedIsLookedForByNoCameraWhateverItsLayoutAsksFor() {
    LayoutModels without = models(EmotionUse.NONE.refused());
    assertThat(looks(without, ModelRole.VEHICLES)).isTrue();
    assertThat(looks(without, ModelRole.FACES)).isFalse();
    assertThat(looks(without, ModelRole.EMOTIONS)).isFalse();
    LayoutModels with = models(EnumSet.noneOf(ModelRole.class));
    assertThat(looks(with, ModelRole.EMOTIONS)).isTrue();
    assertThat(looks(with, ModelRole.PLATES)).as("not asked for").isFalse();
  }
}
