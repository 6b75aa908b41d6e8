package io.sightline.analytics.vehicles;

import io.sightline.analytics.order.ReportPace;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.SpotStay;
import io.sightline.domain.statements.PlateCorrection;
import java.util.List;

/**
 * What one record of a camera's timeline leads to for its tracks.
 *
 * @param atMillis capture time of the record
 * @param settledMillis the camera will say nothing more of times before this
 * @param layoutVersion the layout it was judged by
 * @param reports whether the site is to be told how far the camera's word is final
 * @param toldMillis the site is to be told that the camera's word on plates is complete up to this
 *     time; {@link ReportPace#NEVER} where it need not be
 * @param plates that were seen, and the tracks that are over
 * @param passages that are new, without their plates
 * @param stands on spots, that have begun or are over
 * @param corrections of the plates of tracks
 * @param lost whether the camera is not seen
 * @param statements number of the newest statement about the site that is known
 */
public record TrackNews(
    String site,
    String camera,
    long atMillis,
    long settledMillis,
    String layoutVersion,
    boolean reports,
    long toldMillis,
    List<PlateView> plates,
    List<Passage> passages,
    List<SpotStay> stands,
    List<Said> corrections,
    boolean lost,
    long statements) {

  /**
   * What a person says of a track.
   *
   * @param isFollowed whether the track is not over
   */
  public record Said(PlateCorrection correction, boolean isFollowed) {}

  /** Whether anybody needs to hear of it. */
  public boolean isNews() {
    return reports
        || toldMillis != ReportPace.NEVER
        || !plates.isEmpty()
        || !passages.isEmpty()
        || !stands.isEmpty()
        || !corrections.isEmpty();
  }
}
