package io.sightline.job.cameras;

import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.FaceSighting;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.site.LayoutCache;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.Privacy;
import io.sightline.domain.site.Site;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/**
 * The newest word of a live camera. No pixels.
 *
 * @param atMillis capture time of the frame, or time of the silence
 * @param up whether there is a picture
 * @param reason why there is none; null while there is one
 * @param width of the picture, pixels; 0 where there is none
 * @param height of the picture, pixels; 0 where there is none
 * @param seen what was seen in it: vehicles, plates by their texts, faces by their strongest
 *     emotions
 */
public record CameraLatest(
    String site,
    String camera,
    long atMillis,
    boolean up,
    String reason,
    int width,
    int height,
    List<Detection> seen) {

  /** What a camera's observations tell of it. A frame that is merely late tells nothing. */
  public static final class OfObservations implements FlatMapFunction<Observations, CameraLatest> {
    private final Layouts layouts;
    private transient LayoutCache<Privacy> privacy;

    /**
     * @param layouts that say how a site wants its plates and faces told
     */
    public OfObservations(Layouts layouts) {
      this.layouts = layouts;
    }

    @Override
    public void flatMap(Observations observations, Collector<CameraLatest> out) {
      FrameHeader frame = observations.frame();
      boolean up = frame.kind() == RecordKind.FRAME;
      if (up || frame.isLoss() || frame.kind() == RecordKind.END) {
        out.collect(
            new CameraLatest(
                frame.site(),
                frame.camera(),
                frame.capturedAtMillis(),
                up,
                frame.kind() == RecordKind.END ? "removed" : frame.reason(),
                observations.width(),
                observations.height(),
                seen(observations.told(privacy(frame)))));
      }
    }

    private Privacy privacy(FrameHeader frame) {
      if (privacy == null) {
        privacy = new LayoutCache<>(layouts, Site::privacy);
      }
      return privacy.of(frame.site(), frame.layoutVersion());
    }

    private static List<Detection> seen(Observations observations) {
      List<Detection> seen = new ArrayList<>(observations.vehicles());
      for (PlateSighting plate : observations.plates()) {
        String label = plate.isRead() ? plate.text().text() : "plate";
        seen.add(new Detection(label, plate.score(), plate.box()));
      }
      for (FaceSighting face : observations.faces()) {
        String label = face.emotions().isEmpty() ? "face" : face.emotions().get(0).label();
        seen.add(new Detection(label, face.score(), face.box()));
      }
      return List.copyOf(seen);
    }
  }
}
