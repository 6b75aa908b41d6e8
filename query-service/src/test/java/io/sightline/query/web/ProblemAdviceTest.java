package io.sightline.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.BadInput;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.Failure;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.NotSignedIn;
import io.sightline.query.failures.Outdated;
import io.sightline.query.failures.Refused;
import io.sightline.query.failures.TooLarge;
import io.sightline.query.failures.TooMany;
import io.sightline.query.failures.Unavailable;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

class ProblemAdviceTest {
  private RuntimeException failure;

  /** Fails as it is told to, and tells who asked. */
  @RestController
  private final class Failing {
    @GetMapping("/fails")
    String fail(@RequestParam(required = false) Instant at) {
      throw failure;
    }

    @GetMapping("/who")
    Map<String, Object> who(Reader reader, Editor editor) {
      return Map.of(
          "reader", reader.username() + "@" + reader.address(), "editor", editor.username());
    }
  }

  private final Door door = Door.of(new Failing());

  private Door.Answer failing(RuntimeException how) {
    failure = how;
    return door.get("/fails");
  }

  private static UncategorizedSQLException sql(String state) {
    return new UncategorizedSQLException("t", "select secret", new SQLException("secret", state));
  }

  @Test
  void everyFailureHasAStatusAndKeepsItsWords() {
    Map<Failure, Integer> statuses =
        Map.of(
            new NotFound("The site 'x'"), 404,
            new Conflict("There is one."), 409,
            new Outdated("Read again."), 412,
            new Refused(), 403,
            new NotSignedIn("Sign in."), 401,
            new TooLarge("Too large."), 413,
            new TooMany("Too many."), 429,
            new Unavailable("Not now."), 503);
    assertThat(statuses).hasSize(Failure.class.getPermittedSubclasses().length);
    statuses.forEach(
        (failing, status) -> {
          Door.Answer answer = failing(failing);
          assertThat(answer.status()).isEqualTo(status);
          assertThat(answer.detail()).isEqualTo(failing.getMessage());
        });
  }

  @Test
  void whatCannotBeUsedIsABadRequest() {
    Door.Answer answer = failing(new BadInput("`limit` must be from 1 to 1000."));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.detail()).isEqualTo("`limit` must be from 1 to 1000.");
    assertThat(door.get("/fails?at=yesterday").status()).isEqualTo(400);
    assertThat(door.get("/fails?at=yesterday").detail()).isNotBlank();
  }

  @Test
  void aDatabaseThatIsAwayIsSaidToBe() {
    for (RuntimeException away :
        List.of(
            sql("08006"),
            sql("57P01"),
            new DataAccessResourceFailureException("no connection"),
            new CannotCreateTransactionException("no connection"))) {
      Door.Answer answer = failing(away);
      assertThat(answer.status()).as(away.toString()).isEqualTo(503);
      assertThat(answer.detail()).startsWith("The database cannot be reached now");
    }
  }

  @Test
  void anAnswerThatTakesTooLongSaysWhatToAskInstead() {
    for (RuntimeException slow : List.of(sql("57014"), new QueryTimeoutException("slow"))) {
      Door.Answer answer = failing(slow);
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.detail()).contains("ask for a shorter time or fewer rows");
    }
  }

  @Test
  void ourOwnMistakesTellNothingOfUs() {
    assertThat(failing(sql("22021")).status()).isEqualTo(400);
    for (RuntimeException ours : List.of(sql("42601"), new IllegalStateException("secret"))) {
      Door.Answer answer = failing(ours);
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.detail()).doesNotContain("secret").doesNotContain("Exception");
    }
  }

  @Test
  void whoAsksIsWhoSignedInFromWhereTheyDid() {
    assertThat(door.get("/who").object())
        .isEqualTo(Map.of("reader", "ada@10.1.2.3", "editor", "ada"));
    assertThat(door.ask(null, HttpMethod.GET, "/who", null).status()).isEqualTo(401);
  }
}
