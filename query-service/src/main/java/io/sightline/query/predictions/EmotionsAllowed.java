package io.sightline.query.predictions;

import io.sightline.domain.settings.Settings;
import io.sightline.query.failures.Refused;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * Whether emotions are predicted here. Somebody must have said what for, and where; at work and in
 * education it is forbidden but for medical reasons and safety (EU AI Act, article 5(1)(f)).
 */
@Component
public class EmotionsAllowed {
  private static final Pattern FORBIDDEN =
      Pattern.compile(
          "\\b(work(place|er|force)s?|work|offices?|employ(ee|er|ment)\\w*|factory|factories|staff|"
              + "schools?|education\\w*|classrooms?|universit\\w+|exam(s|ination\\w*)?|students?|"
              + "pupils?|trabaj\\w+|oficinas?|emplead\\w+|escuelas?|colegios?|educaci\\w+)\\b",
          Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern EXCEPTED =
      Pattern.compile("\\b(medic|health|therap|safety|salud|terap|segurid)");

  private final String refusal;

  protected EmotionsAllowed(Settings settings) {
    this.refusal =
        refusal(settings.get(Settings.EMOTIONS_PURPOSE), settings.get(Settings.EMOTIONS_PLACE));
  }

  private static String refusal(String purpose, String place) {
    if (purpose == null || place == null) {
      return "Emotions are not predicted here: the settings `emotions.purpose` and `emotions.place`"
          + " must say what for, and where.";
    }
    String both = (purpose + " " + place).toLowerCase(Locale.ROOT);
    boolean forbidden = FORBIDDEN.matcher(both).find();
    return forbidden && !EXCEPTED.matcher(purpose.toLowerCase(Locale.ROOT)).find()
        ? "Emotions are not predicted here: at work and in education that is forbidden, unless the"
            + " purpose (`emotions.purpose`) is medical or safety."
        : null;
  }

  /**
   * @throws Refused when they are not
   */
  public void require() {
    if (refusal != null) {
      throw new Refused(refusal);
    }
  }
}
