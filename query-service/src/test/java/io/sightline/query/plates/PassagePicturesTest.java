package io.sightline.query.plates;

import static io.sightline.query.TestFacts.id;
import static io.sightline.query.TestFacts.millis;
import static io.sightline.query.TestFacts.passage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.ObservationLog;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.site.Gate;
import io.sightline.media.PictureEncoder;
import io.sightline.media.store.EvidenceNames;
import io.sightline.media.store.MediaAddress;
import io.sightline.media.store.MediaStore;
import io.sightline.query.UseCases;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.Refused;
import io.sightline.query.plates.PassagePictures.Blur;
import io.sightline.store.facts.FactKinds;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PassagePicturesTest {
  private static final String NAME = EvidenceNames.ofFrame("gate", millis(1));
  private static final UUID PASSAGE = id("garagegate1");

  // In coordinates of 640 × 480; the picture has half of that.
  private static final Box OWN = new Box(100, 200, 240, 300);
  private static final Box OWN_PLATE = new Box(140, 260, 200, 276);
  private static final Box OTHER = new Box(400, 200, 540, 300);
  private static final Box OTHER_PLATE = new Box(440, 260, 500, 276);
  private static final Box UNREAD = new Box(10, 10, 250, 150);

  @TempDir Path folder;
  private UseCases service;
  private PassagePictures pictures;

  @BeforeEach
  void start() throws Exception {
    service = UseCases.start(folder);
    pictures = service.get(PassagePictures.class);
    service.store(
        FactKinds.PASSAGES,
        "evening",
        passage("garage", "gate", 1, Gate.Direction.ENTRY, "ABCD12").pictured(NAME, 0),
        passage("garage", "gate", 2, Gate.Direction.ENTRY, "NONE11"),
        passage("harbour", "quay", 4, Gate.Direction.ENTRY, "XYZW34")
            .pictured(EvidenceNames.ofFrame("quay", millis(4)), 0));
    try (MediaStore store = service.get(MediaAddress.class).open()) {
      store.put(EvidenceNames.of("evening", NAME), PictureEncoder.jpeg(drawn()));
    }
    log(NAME);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  /** Stripes stand for what is written on plates. */
  private static BufferedImage drawn() {
    BufferedImage image = new BufferedImage(320, 240, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.GRAY);
    graphics.fillRect(0, 0, 320, 240);
    for (int x = 0; x < 320; x += 8) {
      graphics.setColor(x % 16 == 0 ? Color.BLACK : Color.WHITE);
      graphics.fillRect(x, 0, 8, 240);
    }
    graphics.dispose();
    return image;
  }

  private void log(String name) {
    Observations seen =
        Observations.seen(
                new FrameHeader(
                    "garage",
                    "gate",
                    0,
                    0,
                    millis(1),
                    RecordKind.FRAME,
                    null,
                    false,
                    "layout",
                    null),
                640,
                480,
                List.of(
                    new Detection("car", 0.9f, OWN),
                    new Detection("car", 0.8f, OTHER),
                    new Detection("van", 0.7f, UNREAD),
                    new Detection("truck", 0.6f, OWN)),
                List.of())
            .withPlates(
                List.of(
                    new PlateSighting(OTHER_PLATE, 0.9f, 1, null, null),
                    new PlateSighting(OWN_PLATE, 0.8f, 3, null, null)))
            .pictured(name);
    service.jdbc().sql("delete from observations").update();
    service
        .jdbc()
        .sql(
            """
            insert into observations (run, id, site, camera, at, revision, frames, detections,
              layout_version, code_version, payload)
            values ('evening', gen_random_uuid(), 'garage', 'gate', ?, 1, 1, 6, 'layout', '1', ?)
            """)
        .params(
            java.time.Instant.ofEpochMilli(millis(1)).atOffset(ZoneOffset.UTC),
            ObservationLog.encode(List.of(seen)))
        .update();
  }

  /** How much a box's lightness changes from left to right. */
  private static int contrast(byte[] jpeg, Box box) throws Exception {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(jpeg));
    assertThat(image.getWidth()).isEqualTo(320);
    int y = (int) (box.top() + box.bottom()) / 4;
    List<Integer> levels = new ArrayList<>();
    for (int x = (int) box.left() / 2; x < box.right() / 2; x++) {
      levels.add(new Color(image.getRGB(x, y)).getGreen());
    }
    return levels.stream().max(Integer::compare).orElseThrow()
        - levels.stream().min(Integer::compare).orElseThrow();
  }

  private byte[] picture(String who, Blur blur) {
    return pictures.of(service.reader(who), "evening", PASSAGE, blur);
  }

  @Test
  void othersPlatesAreUnreadableAndOnesOwnIsNot() throws Exception {
    byte[] shown = picture(UseCases.VIEWER, Blur.OTHERS);
    assertThat(contrast(shown, OWN_PLATE)).isGreaterThan(200);
    assertThat(contrast(shown, OTHER_PLATE)).isLessThan(130);
    assertThat(contrast(shown, UNREAD)).as("no plate was seen on it").isLessThan(130);
    assertThat(service.audited()).containsExactly("victor look gate done 10.1.2.3");
    assertThat(picture(UseCases.VIEWER, Blur.OTHERS)).as("the same bytes").isEqualTo(shown);
  }

  @Test
  void aClerkMaySeeAllAndAViewerMayNot() throws Exception {
    assertThat(contrast(picture(UseCases.CLERK, Blur.NONE), OTHER_PLATE)).isGreaterThan(200);
    assertThat(contrast(picture(UseCases.ADMIN, Blur.NONE), OTHER_PLATE)).isGreaterThan(200);
    assertThatThrownBy(() -> picture(UseCases.VIEWER, Blur.NONE)).isInstanceOf(Refused.class);
    assertThatThrownBy(() -> Blur.of("some"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("`blur`");
  }

  @Test
  void whatCannotBeMadeUnreadableIsNotShown() {
    log("gate/1-whole.jpg");
    assertThatThrownBy(() -> picture(UseCases.VIEWER, Blur.OTHERS)).isInstanceOf(Conflict.class);
    assertThat(picture(UseCases.CLERK, Blur.NONE)).isNotEmpty();
  }

  @Test
  void withoutItsVehicleEveryPlateIsUnreadable() throws Exception {
    service.jdbc().sql("update passages set picture_vehicle = null").update();
    assertThat(contrast(picture(UseCases.VIEWER, Blur.OTHERS), OWN_PLATE)).isLessThan(130);
  }

  @Test
  void ofAPassageThatIsNotThereOrHasNoneNothingIsShown() {
    for (UUID passage : List.of(id("garagegate2"), id("garagegate9"), id("harbourquay4"))) {
      assertThatThrownBy(
              () -> pictures.of(service.reader(UseCases.VIEWER), "evening", passage, Blur.OTHERS))
          .isInstanceOf(NotFound.class);
    }
    assertThatThrownBy(
            () -> pictures.of(service.reader(UseCases.OTHER), "evening", PASSAGE, Blur.OTHERS))
        .isInstanceOf(NotFound.class)
        .hasMessageStartingWith("A passage ");
  }

  @Test
  void aSiteThatWantsPseudonymsShowsNoPicturesOfBefore() {
    service.addSite(UseCases.GARAGE + "privacy: {plates: pseudonym}\n");
    assertThatThrownBy(() -> picture(UseCases.ADMIN, Blur.NONE)).isInstanceOf(NotFound.class);
  }
}
