package io.sightline.query.predictions;

import io.sightline.domain.BadInput;
import io.sightline.query.access.Reader;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.Refused;
import io.sightline.query.paging.Page;
import io.sightline.query.paging.Part;
import io.sightline.store.people.UserRows;
import io.sightline.store.predictions.PredictionRows;
import io.sightline.store.predictions.PredictionRows.Use;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.springframework.stereotype.Component;

/** What people have had predicted, by day (UTC), person and kind. */
@Component
public class UsageReport {
  private static final long USUAL_DAYS = 30;
  private static final long MOST_DAYS = 366;

  private final PredictionRows rows;
  private final PredictionLog log;
  private final UserRows users;
  private final Clock clock = Clock.systemUTC();

  protected UsageReport(PredictionRows rows, PredictionLog log, UserRows users) {
    this.rows = rows;
    this.log = log;
    this.users = users;
  }

  /**
   * Of whoever asks; of others only for admins.
   *
   * @param user name; null for oneself, and for admins for everybody
   * @param from the first day is the one of this time; null for 30 days ago
   * @param to days that begin at or after this are left out; null for now
   * @throws Refused when somebody else's is asked for
   * @throws NotFound when there is nobody of this name
   * @throws BadInput when the times, the limit or the cursor cannot be used
   */
  public Page<Use> read(Reader reader, String user, Instant from, Instant to, Part part) {
    Instant now = clock.instant();
    Instant end = to == null ? now : to;
    Instant begin = from == null ? end.minus(USUAL_DAYS, ChronoUnit.DAYS) : from;
    if (!begin.isBefore(end) || ChronoUnit.DAYS.between(begin, end) > MOST_DAYS) {
      throw new BadInput("`from` must be before `to`, and at most 366 days.");
    }
    Long id = id(reader, user);
    log.await();
    List<String> after = part.after(1);
    int skip = after == null ? 0 : number(after.get(0));
    int most = part.most();
    LocalDate last = end.minusNanos(1).atZone(ZoneOffset.UTC).toLocalDate().plusDays(1);
    List<Use> found =
        rows.uses(id, begin.atZone(ZoneOffset.UTC).toLocalDate(), last, skip, most + 1);
    return Page.of(found, most, use -> List.of(Integer.toString(skip + most)));
  }

  private Long id(Reader reader, String user) {
    if (user == null) {
      return reader.isAdmin() ? null : reader.id();
    }
    if (user.equals(reader.username())) {
      return reader.id();
    }
    if (!reader.isAdmin()) {
      throw new Refused("Only admins may read what others have had predicted.");
    }
    return users.find(user).orElseThrow(() -> new NotFound("A user '" + user + "'")).id();
  }

  private static int number(String cursor) {
    try {
      return Math.max(0, Integer.parseInt(cursor));
    } catch (NumberFormatException e) {
      throw new BadInput("`cursor` cannot be used; send back the one that came as `next`.", e);
    }
  }
}
