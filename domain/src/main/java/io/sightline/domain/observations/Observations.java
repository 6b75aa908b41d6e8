package io.sightline.domain.observations;

import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.site.ModelRole;
import java.util.List;

/**
 * Everything that was seen in one frame of one camera, or that there was no frame: all that
 * analytics ever learns of a picture.
 *
 * @param width of the picture, pixels; 0 where none was looked at
 * @param height of the picture, pixels; 0 where none was looked at
 * @param vehicles in the order of falling score
 * @param models which models looked
 * @param poison why the frame could not be looked at; null when it was
 */
public record Observations(
    FrameHeader frame,
    int width,
    int height,
    List<Detection> vehicles,
    List<ModelUse> models,
    String poison) {

  public static Observations seen(
      FrameHeader frame, int width, int height, List<Detection> vehicles, List<ModelUse> models) {
    return new Observations(frame, width, height, vehicles, models, null);
  }

  /** For a timeline record that holds no frame. */
  public static Observations nothing(FrameHeader frame) {
    return new Observations(frame, 0, 0, List.of(), List.of(), null);
  }

  public static Observations poison(FrameHeader frame, String reason) {
    return new Observations(frame, 0, 0, List.of(), List.of(), reason);
  }

  /** Whether a frame was looked at for vehicles, so that what is not among them was not there. */
  public boolean hasSeen() {
    return frame.kind() == RecordKind.FRAME
        && poison == null
        && models.stream().anyMatch(use -> use.role().equals(ModelRole.VEHICLES.key()));
  }
}
