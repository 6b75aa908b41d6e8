package io.sightline.job;

import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.Site;
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
 * @param framesInFlight most frames that one stage of perception has at once in a subtask
 * @param fromRun the run whose stored observations are used; null for footage
 * @param span the part of them that is used
 */
public record ReplaySpec(
    Site site,
    List<FootageCamera> footage,
    Map<ModelRole, Map<String, ModelChoice>> models,
    int framesInFlight,
    String fromRun,
    Span span)
    implements Serializable {

  public static ReplaySpec ofFootage(
      Site site,
      List<FootageCamera> footage,
      Map<ModelRole, Map<String, ModelChoice>> models,
      int framesInFlight) {
    return new ReplaySpec(site, footage, models, framesInFlight, null, Span.ALL);
  }

  public static ReplaySpec ofObservations(Site site, String fromRun, Span span) {
    return new ReplaySpec(site, List.of(), Map.of(), 0, fromRun, span);
  }
}
