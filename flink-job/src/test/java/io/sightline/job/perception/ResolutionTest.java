package io.sightline.job.perception;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.PictureSize;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.geometry.Polygon;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.observations.SpotSighting;
import io.sightline.domain.site.Spot;
import io.sightline.models.look.Wanted;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResolutionTest {
  private static final PictureSize DRAWN = new PictureSize(160, 120);
  private static final PictureSize SMALL = new PictureSize(80, 60);
  private static final Spot SPOT =
      new Spot(
          "S",
          new Polygon(
              List.of(new Point(8, 8), new Point(72, 8), new Point(72, 52), new Point(8, 52))),
          null);
  private static final Wanted WANTED = Wanted.ofPhotograph(Map.of()).withSpots(List.of(SPOT));

  @Test
  void spotsAreLookedForWhereTheyAreOnThePicture() {
    Wanted onSmall = Resolution.wanted(WANTED, DRAWN, SMALL);
    assertThat(onSmall.spots().get(0).polygon().bounds()).isEqualTo(new Box(4, 4, 36, 26));
    assertThat(Resolution.wanted(WANTED, DRAWN, DRAWN)).isSameAs(WANTED);
  }

  @Test
  void theyAreJudgedAsTheLayoutsOwn() {
    int scaled = Resolution.wanted(WANTED, DRAWN, SMALL).spots().get(0).polygon().fingerprint();
    assertThat(Resolution.spots(List.of(new SpotSighting("S", scaled, 0.7f)), WANTED))
        .containsExactly(new SpotSighting("S", SPOT.polygon().fingerprint(), 0.7f));
  }

  @Test
  void whatIsSeenIsBroughtToTheLayoutsPicture() {
    FrameHeader frame =
        new FrameHeader("s", "c", 0, 0, 0, RecordKind.FRAME, null, false, "layout", null);
    Observations seen =
        Observations.seen(
            frame, 80, 60, List.of(new Detection("car", 0.9f, new Box(4, 4, 36, 26))), List.of());
    Observations brought = seen.scaledTo(DRAWN);
    assertThat(brought.vehicles().get(0).box()).isEqualTo(new Box(8, 8, 72, 52));
    assertThat(brought.width()).isEqualTo(160);
    assertThat(Observations.nothing(frame).scaledTo(DRAWN)).isEqualTo(Observations.nothing(frame));
  }
}
