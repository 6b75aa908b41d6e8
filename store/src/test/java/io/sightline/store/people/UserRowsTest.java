package io.sightline.store.people;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.store.StoreFixture;
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
    assertThat(users.isEmpty()).isTrue();
    assertThat(users.add("nora", "hash", "viewer")).isTrue();
    assertThat(users.add("nora", "other", "admin")).isFalse();
    assertThat(users.isEmpty()).isFalse();
    assertThat(users.find("nora")).contains(new UserRows.User("nora", "viewer", true));
    assertThat(users.credentials("nora")).contains(new UserRows.Credentials("nora", "hash"));
    assertThat(users.find("nobody")).isEmpty();
    assertThat(users.credentials("nobody")).isEmpty();
  }

  @Test
  void aGrantIsOfASiteThatThereIsAndGoesWithIt() {
    users.add("nora", "hash", "viewer");
    assertThat(users.grant("nora", "harbour", "viewer")).isTrue();
    assertThat(users.grant("nora", "garage", "clerk")).isTrue();
    assertThat(users.grant("nora", "nowhere", "viewer")).isFalse();
    assertThat(users.grants("nora"))
        .containsExactly(Map.entry("garage", "clerk"), Map.entry("harbour", "viewer"));
    store.jdbc().sql("delete from sites where site = 'garage'").update();
    assertThat(users.grants("nora")).containsExactly(Map.entry("harbour", "viewer"));
  }

  @Test
  void everybodyIsListedWithTheirGrants() {
    users.add("zoe", "hash", "viewer");
    users.add("ada", "hash", "admin");
    users.grant("zoe", "harbour", "viewer");
    users.grant("zoe", "garage", "clerk");
    assertThat(users.list()).extracting(UserRows.Listed::username).containsExactly("ada", "zoe");
    assertThat(users.list().get(0).grants()).isEmpty();
    assertThat(users.list().get(1).grants())
        .containsExactly(Map.entry("garage", "clerk"), Map.entry("harbour", "viewer"));
  }

  @Test
  void whoIsShutOutHasNoCredentialsUntilMadeAnAdmin() {
    users.add("nora", "hash", "viewer");
    store.jdbc().sql("update users set is_active = false").update();
    assertThat(users.credentials("nora")).isEmpty();
    users.putAdmin("nora", "new");
    assertThat(users.find("nora")).contains(new UserRows.User("nora", "admin", true));
    assertThat(users.credentials("nora")).contains(new UserRows.Credentials("nora", "new"));
    users.putAdmin("eve", "hash");
    assertThat(users.find("eve")).contains(new UserRows.User("eve", "admin", true));
  }
}
