package io.sightline.store.people;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.store.StoreFixture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UserRowsTest {
  private StoreFixture store;
  private UserRows users;

  @BeforeEach
  void start() {
    store = StoreFixture.create();
    users = new UserRows(store.database());
  }

  @AfterEach
  void stop() {
    store.close();
  }

  @Test
  void somebodyIsAddedOnce() {
    assertThat(users.add("nora", null, "hash", "viewer")).isTrue();
    assertThat(users.add("nora", null, "other", "admin")).isFalse();
    assertThat(users.isAdministered()).isFalse();
    assertThat(users.add("ada", null, "hash", "admin")).isTrue();
    assertThat(users.isAdministered()).isTrue();
    assertThat(users.find("nora").orElseThrow().role()).isEqualTo("viewer");
    assertThat(users.credentials("nora").orElseThrow().passwordHash()).isEqualTo("hash");
    assertThat(users.find("nobody")).isEmpty();
    assertThat(users.credentials("nobody")).isEmpty();
  }

  @Test
  void aGrantIsOfASiteThatThereIsAndGoesWithIt() {
    users.add("nora", null, "hash", "viewer");
    assertThat(users.grant("nora", "harbour", "viewer")).isTrue();
    assertThat(users.grant("nora", "garage", "clerk")).isTrue();
    assertThat(users.grant("nora", "nowhere", "viewer")).isFalse();
    assertThat(users.find("nora").orElseThrow().grants())
        .containsExactly(Map.entry("garage", "clerk"), Map.entry("harbour", "viewer"));
    store.jdbc().sql("delete from sites where site = 'garage'").update();
    assertThat(users.find("nora").orElseThrow().grants())
        .containsExactly(Map.entry("harbour", "viewer"));
  }

  @Test
  void everybodyIsListedWithTheirGrants() {
    users.add("zoe", null, "hash", "viewer");
    users.add("ada", null, "hash", "admin");
    users.grant("zoe", "harbour", "viewer");
    users.grant("zoe", "garage", "clerk");
    List<UserRows.User> all = users.list(0, 10);
    assertThat(all).extracting(UserRows.User::username).containsExactly("zoe", "ada");
    assertThat(users.list(all.get(0).id(), 10)).containsExactly(all.get(1));
    assertThat(users.list(0, 1)).containsExactly(all.get(0));
    assertThat(all.get(1).grants()).isEmpty();
    assertThat(all.get(0).grants())
        .containsExactly(Map.entry("garage", "clerk"), Map.entry("harbour", "viewer"));
  }

  @Test
  void whoIsShutOutHasNoCredentialsUntilMadeAnAdmin() {
    users.add("nora", null, "hash", "viewer");
    store.jdbc().sql("update users set is_active = false").update();
    assertThat(users.credentials("nora")).isEmpty();
    users.putAdmin("nora", "new");
    assertThat(users.find("nora").orElseThrow().role()).isEqualTo("admin");
    assertThat(users.credentials("nora").orElseThrow().passwordHash()).isEqualTo("new");
    users.putAdmin("eve", "hash");
    assertThat(users.find("eve").orElseThrow().active()).isTrue();
  }
}
