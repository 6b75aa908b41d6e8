package io.sightline.query.predictions;

import io.sightline.domain.settings.EmotionUse;
import io.sightline.domain.settings.Settings;
import io.sightline.query.failures.Refused;
import org.springframework.stereotype.Component;

/** Whether emotions of pictures that are sent are predicted here. */
@Component
public class EmotionsAllowed {
  private final EmotionUse use;

  protected EmotionsAllowed(Settings settings) {
    this.use = EmotionUse.of(settings);
  }

  /**
   * @throws Refused when they are not
   */
  public void require() {
    use.refusal()
        .ifPresent(
            refusal -> {
              throw new Refused(refusal);
            });
  }
}
