package io.sightline.source.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.frames.PictureSize;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.LayoutCache;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.store.registry.CameraRoster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LayoutFitTest {
  private final List<String> asked = new ArrayList<>();
  private final Layouts layouts =
      (site, version) -> {
        asked.add(version);
        return yard(version.equals("wide") ? 600 : 300);
      };
  private final CameraRoster.Entry gate =
      new CameraRoster.Entry(
          "gate",
          "yard",
          1,
          0,
          List.of(
              new CameraRoster.LayoutStart(0, "narrow"),
              new CameraRoster.LayoutStart(1_000, "wide")));

  private static Site yard(int right) {
    return SiteFile.parse(
            "site",
            Path.of("/"),
            "{site: yard, cameras: [{id: gate, uri: x.mp4, spots: [{id: S, polygon: [[0, 0], [%d, 0], [9, 9]]}]}]}"
                .formatted(right))
        .site();
  }

  @Test
  void eachLayoutIsLookedIntoOnceWhenItComesIntoForce() {
    LayoutFit fit = new LayoutFit(new LayoutCache<>(layouts, LayoutFit::byId));
    PictureSize size = new PictureSize(640, 480);
    for (long millis = 998; millis < 1_003; millis++) {
      fit.meant(gate, millis, size);
    }
    assertThat(asked).containsExactly("narrow", "wide");
  }

  @Test
  void camerasOfOneSiteReadItsLayoutTogether() {
    LayoutCache<Map<String, Camera>> shared = new LayoutCache<>(layouts, LayoutFit::byId);
    for (int camera = 0; camera < 100; camera++) {
      new LayoutFit(shared).meant(gate, 1_000, new PictureSize(640, 480));
    }
    assertThat(asked).containsExactly("wide");
  }

  @Test
  void aLayoutThatReachesBeyondThePictureIsRefusedInWords() {
    LayoutFit fit = new LayoutFit(new LayoutCache<>(layouts, LayoutFit::byId));
    PictureSize size = new PictureSize(320, 240);
    fit.meant(gate, 999, size);
    assertThatThrownBy(() -> fit.meant(gate, 1_000, size))
        .isInstanceOf(OutsidePicture.class)
        .hasMessage(
            "Its layout has points outside its picture of 320 x 240 pixels; move them inside.");
  }

  @Test
  void aPictureThatOnlyChangesItsResolutionIsTheOneThatWasDrawnOn() {
    LayoutFit fit = new LayoutFit(new LayoutCache<>(layouts, LayoutFit::byId));
    PictureSize first = new PictureSize(640, 480);
    assertThat(fit.meant(gate, 1, first)).isEqualTo(first);
    assertThat(fit.meant(gate, 2, new PictureSize(1280, 960))).isEqualTo(first);
    assertThat(fit.meant(gate, 3, new PictureSize(320, 240))).isEqualTo(first);
    assertThat(fit.meant(gate, 1_000, new PictureSize(1280, 960)))
        .as("its places were drawn anew")
        .isEqualTo(new PictureSize(1280, 960));
  }

  @Test
  void aReaderThatGoesOnKnowsThePictureOfTheOneBefore() {
    LayoutCache<Map<String, Camera>> cache = new LayoutCache<>(layouts, LayoutFit::byId);
    PictureSize first = new PictureSize(640, 480);
    LiveSplit last = new LiveSplit("gate", 0, "yard", "narrow", 5, 500, first);
    assertThat(LayoutFit.after(cache, last).meant(gate, 501, new PictureSize(320, 240)))
        .isEqualTo(first);
  }

  @Test
  void anotherAspectIsAnotherPicture() {
    LayoutFit fit = new LayoutFit(new LayoutCache<>(layouts, LayoutFit::byId));
    PictureSize drawn = new PictureSize(640, 480);
    PictureSize wide = new PictureSize(1280, 720);
    fit.meant(gate, 1, drawn);
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(() -> fit.meant(gate, 2, wide))
          .isInstanceOf(OutsidePicture.class)
          .hasMessageContaining("another aspect");
    }
    assertThat(fit.meant(gate, 3, drawn)).isEqualTo(drawn);
  }
}
