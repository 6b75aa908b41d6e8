package io.sightline.job.cameras;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.SiteFile;
import io.sightline.job.TestStories;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.junit.jupiter.api.Test;

class CameraLatestTest {
  /** What is told of the first frame that shows a plate and a face. */
  private static List<String> labels(String privacy) {
    Layouts layouts =
        Layouts.always(
            SiteFile.parse(
                    "site",
                    Path.of("/"),
                    "{site: garage, cameras: [{id: a, uri: a.mp4}], privacy: " + privacy + "}")
                .site());
    Observations seen =
        TestStories.of("a").stream()
            .filter(one -> !one.plates().isEmpty() && !one.faces().isEmpty())
            .findFirst()
            .orElseThrow();
    List<CameraLatest> told = new ArrayList<>();
    new CameraLatest.OfObservations(layouts).flatMap(seen, new ListCollector<>(told));
    return told.get(0).seen().stream().map(Detection::label).toList();
  }

  @Test
  void boxesAreNamedByWhatWasReadAndShown() {
    assertThat(labels("{}")).contains("car", "BBCD10", "happy");
  }

  @Test
  void ofASiteThatTellsNoneOfItTheyAreNotNamed() {
    assertThat(labels("{plates: pseudonym, min-people: 2}"))
        .contains("car", "plate", "face")
        .doesNotContain("BBCD10", "happy");
  }
}
