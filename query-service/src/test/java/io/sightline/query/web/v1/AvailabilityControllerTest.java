package io.sightline.query.web.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.settings.Settings;
import io.sightline.query.occupancy.Availability;
import io.sightline.query.web.Door;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AvailabilityControllerTest {
  private static final class Testing extends Availability {
    Testing() {
      super(null, Settings.load(null, Map.of()));
    }

    @Override
    public Counts of(String site) {
      return new Counts(site, Instant.EPOCH, 3, 5, site.equals("harbour") ? 1 : 0);
    }
  }

  private final Door door = Door.of(new AvailabilityController(new Testing()));

  private String text(String site) {
    return new String(
        door.get("/availability?site=" + site + "&format=text").bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void signsGetOneLineAndAppsCounts() {
    assertThat(door.get("/availability?site=garage").object())
        .containsEntry("free", 3)
        .containsEntry("capacity", 8);
    assertThat(text("garage")).isEqualTo("3 free of 8\n");
    assertThat(text("harbour")).isEqualTo("3 free of 9, 1 not known\n");
  }
}
