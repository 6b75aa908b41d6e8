package io.sightline.runs;

import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.job.ReplaySpec;
import io.sightline.job.settings.FrameLoad;
import io.sightline.store.runs.RunIdentity;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A plan of no footage at all.
 *
 * @param frames expected
 */
record TestingPlan(RunIdentity identity, Optional<String> fromRun, double frames)
    implements RunPlan {
  static final String SITE =
      """
      site: garage
      cameras:
        - id: gate
          uri: gate.mp4
          spots: [{id: A1, polygon: [[0, 0], [10, 0], [10, 10], [0, 10]]}]
      """;
  static final LocalDate DAY = LocalDate.of(2026, 3, 1);

  static TestingPlan ofFootage(String footage, double frames) {
    return new TestingPlan(
        new RunIdentity("layout", Map.of("gate", footage), Map.of("gate", "model"), null, "here"),
        Optional.empty(),
        frames);
  }

  static TestingPlan ofObservations(String run) {
    return new TestingPlan(
        new RunIdentity("layout", Map.of(), Map.of(), run, "observations"),
        Optional.of(run),
        Double.NaN);
  }

  @Override
  public Site site() {
    return SiteFile.parse("site", Path.of("/"), SITE).site();
  }

  @Override
  public List<LocalDate> days() {
    return List.of(DAY);
  }

  @Override
  public double seconds() {
    return 120;
  }

  @Override
  public Optional<ReplaySpec> spec() {
    return Optional.of(ReplaySpec.ofFootage(site(), List.of(), Map.of(), FrameLoad.NONE));
  }
}
