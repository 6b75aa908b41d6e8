package io.sightline.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class SchemaTest {
  @Test
  void preparingADatabaseAgainChangesNothing() throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      Schema.prepare(database.address());
      try (Connection connection = database.address().connect();
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("select count(*) from runs")) {
        rows.next();
        assertThat(rows.getInt(1)).isZero();
      }
    }
  }

  @Test
  void aDatabaseThatHasNothingOfOursIsKnownWithoutBeingChanged() throws Exception {
    try (TestDatabase database = TestDatabase.create();
        Connection connection = database.address().connect();
        Statement statement = connection.createStatement()) {
      assertThat(Schema.isBare(database.address())).isFalse();
      statement.execute("create database bare_one");
      String url = database.address().url().replaceFirst("/[^/]+$", "/bare_one");
      DatabaseAddress bare = new DatabaseAddress(url, database.address().user(), "");
      assertThat(Schema.isBare(bare)).isTrue();
      assertThat(Schema.isBare(bare)).isTrue();
      statement.execute("drop database bare_one with (force)");
      assertThat(Schema.isBare(bare)).as("one that is not there").isFalse();
    }
  }

  @Test
  void userAndPasswordTravelApartFromTheAddressAndOtherParametersStay() {
    DatabaseAddress address =
        Schema.parse("jdbc:postgresql://db:5432/parks?user=ann&ssl=true&password=hidden");
    assertThat(address.url()).isEqualTo("jdbc:postgresql://db:5432/parks?ssl=true");
    assertThat(address.user()).isEqualTo("ann");
    assertThat(address.password()).isEqualTo("hidden");
    assertThat(address.toString()).doesNotContain("hidden");
  }

  @Test
  void whatIsNoAddressIsRefusedInWords() {
    assertThatThrownBy(() -> Schema.parse("mysql://db"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("jdbc:postgresql://HOST:PORT/DATABASE");
    assertThatThrownBy(() -> Schema.parse("jdbc:postgresql://ann:hidden@db/parks"))
        .isInstanceOf(BadInput.class)
        .hasMessageNotContaining("hidden");
  }

  @Test
  void aDatabaseThatIsNotThereIsRefusedInWords() {
    assertThatThrownBy(
            () -> Schema.prepare(new DatabaseAddress("jdbc:postgresql://127.0.0.1:1/x", "a", "b")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("cannot be reached");
  }
}
