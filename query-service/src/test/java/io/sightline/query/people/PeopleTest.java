package io.sightline.query.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.query.UseCases;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Role;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.NotSignedIn;
import io.sightline.query.failures.Refused;
import io.sightline.query.paging.Part;
import io.sightline.query.people.People.Change;
import io.sightline.query.people.People.NewPerson;
import io.sightline.store.audit.AuditRows;
import io.sightline.store.people.UserRows;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

class PeopleTest {
  private static final String PASSWORD = "correct horse";

  @TempDir Path folder;
  private UseCases service;
  private People people;
  private SignIn signIn;

  @BeforeEach
  void start() {
    service = UseCases.start(folder);
    people = service.get(People.class);
    signIn = service.get(SignIn.class);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private SignIn.Pass in(String username, String password) {
    try {
      return signIn.signIn(username, password, "10.0.0.9").join();
    } catch (CompletionException e) {
      throw (RuntimeException) e.getCause();
    }
  }

  private void create(String username, String role, Map<String, String> sites) {
    people.create(
        service.editor(UseCases.ADMIN), new NewPerson(username, null, PASSWORD, role, sites));
  }

  @Test
  void whoIsAddedSignsInAndSeesWhatWasGranted() {
    create("nora", "viewer", Map.of("garage", "clerk", "harbour", "viewer"));
    String token = in("nora", PASSWORD).text();
    assertThat(service.get(Tokens.class).read(token).userId())
        .isEqualTo(service.reader("nora").id());
    assertThat(service.reader("nora").grants())
        .isEqualTo(Map.of("garage", Role.CLERK, "harbour", Role.VIEWER));
    assertThat(service.audited())
        .containsExactly(
            "nora sign-in service done 10.0.0.9", "ada create-user nora done 10.1.2.3");
  }

  @Test
  void theAuditSaysWhatSomebodyMaySinceAndMightBefore() {
    create("nora", "viewer", Map.of("harbour", "viewer", "garage", "clerk"));
    Editor ada = service.editor(UseCases.ADMIN);
    long nora = service.reader("nora").id();
    people.change(
        ada,
        nora,
        new Change("norah", "n@example.org", "clerk", false, Map.of("garage", "viewer")));
    people.change(ada, nora, new Change(null, null, null, true, null));
    people.change(ada, nora, new Change("norah", null, "clerk", true, null));
    assertThat(
            service.get(AuditRows.class).list(AuditRows.Question.ALL, null, 100).stream()
                .map(noted -> noted.entry().object() + ": " + noted.entry().detail()))
        .containsExactly(
            "norah: null",
            "norah: let in again",
            "norah: another name; another email address; shut out;"
                + " viewer {garage=clerk, harbour=viewer} becomes clerk {garage=viewer}",
            "norah: viewer {garage=clerk, harbour=viewer}");
  }

  @Test
  void onlyAdminsAddAndListPeople() {
    NewPerson person = new NewPerson("nora", null, PASSWORD, "viewer", null);
    assertThatThrownBy(() -> people.create(service.editor(UseCases.CLERK), person))
        .isInstanceOf(Refused.class);
    assertThatThrownBy(() -> people.list(service.editor(UseCases.CLERK), Part.FIRST))
        .isInstanceOf(Refused.class);
    assertThat(people.list(service.editor(UseCases.ADMIN), Part.FIRST).items())
        .extracting(UserRows.User::username)
        .containsExactlyInAnyOrder("ada", "clara", "hilda", "victor");
  }

  @Test
  void theListSaysWhatEverybodyMayDo() {
    create("nora", "viewer", Map.of("garage", "clerk", "harbour", "viewer"));
    UserRows.User nora =
        people.list(service.editor(UseCases.ADMIN), Part.FIRST).items().stream()
            .filter(person -> person.username().equals("nora"))
            .findFirst()
            .orElseThrow();
    assertThat(nora.role()).isEqualTo("viewer");
    assertThat(nora.active()).isTrue();
    assertThat(nora.grants()).isEqualTo(Map.of("garage", "clerk", "harbour", "viewer"));
    assertThat(nora.createdAt()).isNotNull();
  }

  @Test
  void aNameIsSomebodysOnce() {
    create("nora", "viewer", null);
    assertThatThrownBy(() -> create("nora", "admin", null))
        .isInstanceOf(Conflict.class)
        .hasMessage("There is a user 'nora' already; choose another name.");
    assertThat(service.reader("nora").isAdmin()).isFalse();
  }

  @Test
  void aSiteThatIsNotThereLeavesNobodyBehind() {
    assertThatThrownBy(() -> create("nora", "viewer", Map.of("garage", "viewer", "x", "viewer")))
        .isInstanceOf(BadInput.class)
        .hasMessage("There is no site 'x' to grant.");
    assertThatThrownBy(() -> service.reader("nora")).isInstanceOf(NotSignedIn.class);
    assertThat(service.audited()).isEmpty();
  }

  @Test
  void namesPasswordsAndRolesAreChecked() {
    for (String name : List.of("", "-x", "a b", "x".repeat(51), "a/b")) {
      assertThatThrownBy(() -> create(name, "viewer", null))
          .as(name)
          .isInstanceOf(BadInput.class)
          .hasMessageStartingWith("`username`");
    }
    assertThatThrownBy(() -> create(null, "viewer", null)).isInstanceOf(BadInput.class);
    for (String password : List.of("shorter", "x".repeat(73), "ä".repeat(37))) {
      assertThatThrownBy(
              () ->
                  people.create(
                      service.editor(UseCases.ADMIN),
                      new NewPerson("nora", null, password, "viewer", null)))
          .as(password)
          .isInstanceOf(BadInput.class)
          .hasMessageStartingWith("`password`");
    }
    assertThatThrownBy(() -> create("nora", "boss", null))
        .hasMessage("`role` must be admin, clerk or viewer.");
    assertThatThrownBy(() -> create("nora", "viewer", Map.of("garage", "admin")))
        .hasMessage("`role` must be clerk or viewer.");
  }

  @Test
  void wrongNamesAndPasswordsAreRefusedAlikeAndWrittenDown() {
    create("nora", "viewer", null);
    for (String[] wrong :
        new String[][] {
          {"nora", "wrong horse"}, {"nobody", PASSWORD}, {null, null}, {"no\0ra", "x"}
        }) {
      assertThatThrownBy(() -> in(wrong[0], wrong[1]))
          .isInstanceOf(NotSignedIn.class)
          .hasMessage("User name or password is wrong.");
    }
    assertThat(service.audited()).contains("nobody sign-in service refused 10.0.0.9");
    service.jdbc().sql("update users set is_active = false where username = 'nora'").update();
    assertThatThrownBy(() -> in("nora", PASSWORD)).isInstanceOf(NotSignedIn.class);
  }

  @Test
  void thereIsAFirstAdminOnlyWhereThereIsNone() {
    assertThat(people.makeFirstAdmin()).isEmpty();
    service.jdbc().sql("delete from users").update();
    String password = people.makeFirstAdmin().orElseThrow();
    assertThat(password).hasSizeGreaterThanOrEqualTo(20);
    assertThat(in("admin", password).text()).isNotBlank();
    assertThat(service.reader("admin").isAdmin()).isTrue();
    assertThat(people.makeFirstAdmin()).isEmpty();
  }

  @Test
  void whoWasBroughtFromElsewhereIsNoAdminUntilOneIsMade() {
    service.jdbc().sql("delete from users").update();
    service.addPerson("anna", "viewer", Map.of());
    service.addPerson("admin", "viewer", Map.of());
    String password = people.makeFirstAdmin().orElseThrow();
    assertThat(in("admin", password).text()).isNotBlank();
    assertThat(service.reader("admin").isAdmin()).isTrue();
    assertThat(service.reader("anna").isAdmin()).isFalse();
    assertThat(people.makeFirstAdmin()).isEmpty();
  }

  @Test
  void aPasswordThatWasCutElsewhereStaysAsItIs() {
    String cut = "x".repeat(72);
    String hash = new BCryptPasswordEncoder(4).encode(cut);
    service
        .jdbc()
        .sql("insert into users (username, password_hash, role) values ('old', ?, 'viewer')")
        .param(hash)
        .update();
    assertThat(in("old", cut + "yyyyyyyy").text()).isNotBlank();
    assertThat(
            service
                .jdbc()
                .sql("select password_hash from users where username = 'old'")
                .query(String.class)
                .single())
        .isEqualTo(hash);
  }

  @Test
  void twoServicesThatStartAtOnceMakeOneFirstAdmin() throws Exception {
    service.jdbc().sql("delete from users").update();
    ExecutorService both = Executors.newFixedThreadPool(2);
    try {
      List<Future<Optional<String>>> made =
          both.invokeAll(List.of(people::makeFirstAdmin, people::makeFirstAdmin));
      int admins = 0;
      for (Future<Optional<String>> one : made) {
        admins += one.get().isPresent() ? 1 : 0;
      }
      assertThat(admins).isEqualTo(1);
    } finally {
      both.shutdownNow();
    }
  }

  @Test
  void aRenewedAdminIsLetInWhateverTheyWere() {
    service.addPerson("admin", "viewer", Map.of());
    service.jdbc().sql("update users set is_active = false where username = 'admin'").update();
    String password = people.renewFirstAdmin();
    in("admin", password);
    assertThat(service.reader("admin").isAdmin()).isTrue();
    String another = people.renewFirstAdmin();
    assertThatThrownBy(() -> in("admin", password)).isInstanceOf(NotSignedIn.class);
    in("admin", another);
  }

  @Test
  void aTicketIsTheReadersAndNoToken() {
    SignIn.Pass ticket = signIn.ticket(service.reader(UseCases.VIEWER));
    assertThat(ticket.lifetime()).isEqualTo(Tokens.TICKET_LIFETIME);
    Tokens tokens = service.get(Tokens.class);
    assertThatThrownBy(() -> tokens.read(ticket.text())).isInstanceOf(NotSignedIn.class);
    Proofs proofs = service.get(Proofs.class);
    assertThat(proofs.useTicket(ticket.text())).isEqualTo(service.reader(UseCases.VIEWER).proof());
    assertThatThrownBy(() -> proofs.useTicket(ticket.text()))
        .isInstanceOf(NotSignedIn.class)
        .hasMessage("The ticket was used; take a new one.");
  }
}
