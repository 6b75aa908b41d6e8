package io.sightline.job;

import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.Site;
import io.sightline.job.settings.FrameLoad;
import io.sightline.job.settings.ModelChoice;
import io.sightline.source.footage.FootageCamera;
import io.sightline.source.observationlog.Span;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What a replay is made of.
 *
 * @param site by whose layout it is judged, for all time
 * @param footage of each camera; empty where stored observations are used
 * @param models by the place they fill and by camera
 * @param load what its frames are to the machine that looks at them
 * @param fromRun the run whose stored observations are used; null for footage
 * @param span the part of them that is used
 * @param statements number of the newest statement about the site that it knows
 */
public record ReplaySpec(
    Site site,
    List<FootageCamera> footage,
    Map<ModelRole, Map<String, ModelChoice>> models,
    FrameLoad load,
    String fromRun,
    Span span,
    long statements)
    implements Serializable {

  public static ReplaySpec ofFootage(
      Site site,
      List<FootageCamera> footage,
      Map<ModelRole, Map<String, ModelChoice>> models,
      FrameLoad load) {
    return new ReplaySpec(site, footage, models, load, null, Span.ALL, 0);
  }

  public static ReplaySpec ofObservations(Site site, String fromRun, Span span) {
    return new ReplaySpec(site, List.of(), Map.of(), FrameLoad.NONE, fromRun, span, 0);
  }

  /** The same, knowing what people have said. */
  public ReplaySpec knowing(long statements) {
    return new ReplaySpec(
        site,
        footage.stream().map(camera -> camera.knowing(statements)).toList(),
        models,
        load,
        fromRun,
        span,
        statements);
  }
}
