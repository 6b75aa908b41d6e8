package io.sightline.query.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.query.UseCases;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.NotSignedIn;
import io.sightline.query.failures.Refused;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {
  @TempDir static Path folder;
  private static UseCases service;
  private static Access access;

  @BeforeAll
  static void start() {
    service = UseCases.start(folder);
    access = service.get(Access.class);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void anAdminSeesAllAndEverybodyElseWhatWasGranted() {
    Reader admin = service.reader(UseCases.ADMIN);
    assertThat(admin.isAdmin()).isTrue();
    assertThat(admin.sites()).isNull();
    assertThat(admin.sees("garage")).isTrue();
    Reader clerk = service.reader(UseCases.CLERK);
    assertThat(clerk.isAdmin()).isFalse();
    assertThat(clerk.grants()).isEqualTo(Map.of("garage", Role.CLERK));
    assertThat(clerk.sees("garage")).isTrue();
    assertThat(clerk.sees("harbour")).isFalse();
    assertThat(clerk.address()).isEqualTo(UseCases.ADDRESS);
  }

  @Test
  void aSiteWithoutAGrantIsNotThereAndNeitherIsOneThatIsNot() {
    Reader viewer = service.reader(UseCases.VIEWER);
    access.require(viewer, "garage");
    assertThatThrownBy(() -> access.require(viewer, "harbour"))
        .isInstanceOf(NotFound.class)
        .hasMessage("The site 'harbour' is not here; check its name.");
    Reader admin = service.reader(UseCases.ADMIN);
    access.require(admin, "harbour");
    assertThatThrownBy(() -> access.require(admin, "nowhere")).isInstanceOf(NotFound.class);
  }

  @Test
  void whatIsLookedForIsTheSiteAskedForOrAllThatMayBeSeen() {
    Reader viewer = service.reader(UseCases.VIEWER);
    assertThat(access.sites(viewer, null)).containsExactly("garage");
    assertThat(access.sites(viewer, "garage")).containsExactly("garage");
    assertThatThrownBy(() -> access.sites(viewer, "harbour")).isInstanceOf(NotFound.class);
    Reader admin = service.reader(UseCases.ADMIN);
    assertThat(access.sites(admin, null)).isNull();
    assertThat(access.sites(admin, "harbour")).containsExactly("harbour");
  }

  @Test
  void workingIsForClerksOfTheSiteAndAdmins() {
    access.requireClerk(service.editor(UseCases.CLERK), "garage");
    access.requireClerk(service.editor(UseCases.ADMIN), "garage");
    assertThatThrownBy(() -> access.requireClerk(service.editor(UseCases.VIEWER), "garage"))
        .isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> access.requireClerk(service.editor(UseCases.CLERK), "harbour"))
        .isInstanceOf(NotFound.class);
  }

  @Test
  void onlyAdminsDoWhatIsForAdmins() {
    service.editor(UseCases.ADMIN).requireAdmin();
    assertThatThrownBy(() -> service.editor(UseCases.CLERK).requireAdmin())
        .isInstanceOf(Refused.class)
        .hasMessage("Your role does not allow this.");
  }

  @Test
  void whoIsShutOutIsOutAtOnceAndSoIsAGrantThatWasTakenBack() {
    service.addPerson("otto", "viewer", Map.of("garage", "viewer", "harbour", "clerk"));
    assertThat(service.reader("otto").sites()).containsExactly("garage", "harbour");
    service
        .jdbc()
        .sql("delete from site_grants where username = 'otto' and site = 'garage'")
        .update();
    assertThat(service.reader("otto").sites()).containsExactly("harbour");
    service.jdbc().sql("update users set is_active = false where username = 'otto'").update();
    assertThatThrownBy(() -> service.reader("otto")).isInstanceOf(NotSignedIn.class);
    assertThatThrownBy(() -> service.reader("nobody")).isInstanceOf(NotSignedIn.class);
  }

  @Test
  void rolesAreWordsAndEachIncludesThoseAfterIt() {
    assertThat(Role.find("clerk")).contains(Role.CLERK);
    assertThat(Role.find("CLERK")).isEmpty();
    assertThat(Role.find(null)).isEmpty();
    assertThat(Role.ADMIN.includes(Role.CLERK)).isTrue();
    assertThat(Role.CLERK.includes(Role.CLERK)).isTrue();
    assertThat(Role.VIEWER.includes(Role.CLERK)).isFalse();
  }
}
