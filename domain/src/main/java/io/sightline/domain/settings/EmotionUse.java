package io.sightline.domain.settings;

import io.sightline.domain.site.ModelRole;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What emotions are judged for in an installation, and where. Somebody must have said both; at work
 * and in education it is forbidden but for medical reasons and safety (EU AI Act, article 5(1)(f)).
 *
 * @param purpose in words; null where nobody said
 * @param place in words; null where nobody said
 */
public record EmotionUse(String purpose, String place) {
  /** Nobody said what for. */
  public static final EmotionUse NONE = new EmotionUse(null, null);

  private static final Pattern FORBIDDEN =
      Pattern.compile(
          "\\b(work(place|er|force)s?|work|offices?|employ(ee|er|ment)\\w*|factory|factories|staff|"
              + "schools?|education\\w*|classrooms?|universit\\w+|exam(s|ination\\w*)?|students?|"
              + "pupils?|trabaj\\w+|oficinas?|emplead\\w+|escuelas?|colegios?|educaci\\w+)\\b",
          Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern EXCEPTED =
      Pattern.compile("\\b(medic|health|therap|safety|salud|terap|segurid)");

  public static EmotionUse of(Settings settings) {
    return new EmotionUse(
        settings.get(Settings.EMOTIONS_PURPOSE), settings.get(Settings.EMOTIONS_PLACE));
  }

  /** Why emotions are not judged here, in a sentence; empty when they are. */
  public Optional<String> refusal() {
    if (purpose == null || place == null) {
      return Optional.of(
          "Emotions are not predicted here: the settings `emotions.purpose` and `emotions.place`"
              + " must say what for, and where.");
    }
    String both = (purpose + " " + place).toLowerCase(Locale.ROOT);
    boolean forbidden = FORBIDDEN.matcher(both).find();
    return forbidden && !EXCEPTED.matcher(purpose.toLowerCase(Locale.ROOT)).find()
        ? Optional.of(
            "Emotions are not predicted here: at work and in education that is forbidden, unless"
                + " the purpose (`emotions.purpose`) is medical or safety.")
        : Optional.empty();
  }

  /** The places of the perception chain that stay empty: faces are sought for emotions alone. */
  public Set<ModelRole> refused() {
    return refusal().isEmpty()
        ? EnumSet.noneOf(ModelRole.class)
        : EnumSet.of(ModelRole.FACES, ModelRole.EMOTIONS);
  }
}
