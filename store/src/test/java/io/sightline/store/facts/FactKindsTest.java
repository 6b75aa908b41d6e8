package io.sightline.store.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.json.Json;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class FactKindsTest {
  private static final Path SCHEMA =
      Path.of(System.getProperty("sightline.root"))
          .resolve("domain/src/main/resources/schemas/fact.schema.json");

  @Test
  void theSchemaOfMessagesIsThatOfTheKinds() throws Exception {
    String derived = Json.write(FactKinds.PRODUCT.schema()) + "\n";
    if (System.getenv("SIGHTLINE_UPDATE_GOLDEN") != null) {
      Files.writeString(SCHEMA, derived);
    }
    try (var file =
        Objects.requireNonNull(FactKind.class.getResourceAsStream("/schemas/fact.schema.json"))) {
      assertThat(Json.read(new String(file.readAllBytes(), StandardCharsets.UTF_8), Object.class))
          .as("run with SIGHTLINE_UPDATE_GOLDEN=1 where kinds are meant to change")
          .isEqualTo(Json.read(derived, Object.class));
    }
  }

  @Test
  void eachComponentIsAColumnInTheFieldsWords() {
    assertThat(FactKinds.VEHICLE_SESSIONS.ownColumns())
        .extracting(FactColumn::name)
        .containsExactly(
            "plate",
            "label",
            "entered_at",
            "left_at",
            "stay_ms",
            "entry_passage",
            "exit_passage",
            "entry_track",
            "exit_track",
            "outcome",
            "match",
            "grace",
            "overstay",
            "entry_camera",
            "exit_camera");
    assertThat(FactKinds.OCCUPANCY_WINDOWS.ledgerColumns())
        .extracting(FactColumn::name)
        .startsWith("site", "at", "scope", "scope_id", "window_ms", "starts_at", "ends_at")
        .doesNotContain("id", "revision", "final");
  }

  @Test
  void onlyWhatTheJobWroteOfCamerasIsTakenBack() {
    assertThat(FactKinds.PRODUCT.all())
        .filteredOn(kind -> kind.owner() == FactOwner.NOBODY)
        .extracting(FactKind::name)
        .containsExactly("footage_times", "poison_records");
  }

  @Test
  void everyKindThatIsSaidIsOneOfTheProducts() throws Exception {
    for (Field field : FactKinds.class.getDeclaredFields()) {
      if (field.getType() == FactKind.class) {
        assertThat(FactKinds.PRODUCT.all())
            .as(field.getName())
            .contains((FactKind<?>) field.get(null));
      }
    }
    assertThat(FactKinds.PRODUCT.ledger())
        .as("listeners are told of all that a ledger holds")
        .allSatisfy(kind -> assertThat(kind.feed()).as(kind.name()).isNotNull());
  }
}
