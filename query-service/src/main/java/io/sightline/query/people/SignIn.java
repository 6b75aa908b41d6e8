package io.sightline.query.people;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sightline.domain.BadInput;
import io.sightline.domain.settings.Settings;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Proof;
import io.sightline.query.access.Reader;
import io.sightline.query.access.Role;
import io.sightline.query.audit.Audit;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.NotSignedIn;
import io.sightline.query.failures.Quota;
import io.sightline.query.failures.Refused;
import io.sightline.query.failures.TooMany;
import io.sightline.query.limits.NetworkNeighbourhood;
import io.sightline.query.limits.RateLimit;
import io.sightline.store.people.ProofRows;
import io.sightline.store.people.UserRows;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** Signing in: a password for a token, a token for a ticket to the live feed. */
@Component
public class SignIn implements DisposableBean {
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final Duration FAILURES_COUNT = Duration.ofMinutes(10);
  private static final Duration SUCCESS_COUNTS = Duration.ofDays(30);
  private static final int MOST_KNOWN = 100_000;
  private static final int WELL_KNOWN = -1;

  private final UserRows users;
  private final ProofRows proofs;
  private final People people;
  private final Passwords passwords;
  private final Tokens tokens;
  private final Audit audit;
  private final boolean selfRegistration;
  private final RateLimit byUser;
  private final RateLimit byAddress;
  private final SignInDesk desk = new SignInDesk(SignInDesk.usualSize());
  private final Cache<String, Integer> failures =
      Caffeine.newBuilder().expireAfterWrite(FAILURES_COUNT).maximumSize(MOST_KNOWN).build();
  private final Cache<String, Boolean> known =
      Caffeine.newBuilder().expireAfterWrite(SUCCESS_COUNTS).maximumSize(MOST_KNOWN).build();

  protected SignIn(
      UserRows users,
      ProofRows proofs,
      People people,
      Passwords passwords,
      Tokens tokens,
      Audit audit,
      Settings settings) {
    this.users = users;
    this.proofs = proofs;
    this.people = people;
    this.passwords = passwords;
    this.tokens = tokens;
    this.audit = audit;
    this.selfRegistration = settings.get(Settings.AUTH_SELF_REGISTRATION);
    this.byUser = new RateLimit("sign-in", settings.get(Settings.LIMITS_SIGN_INS), WINDOW);
    this.byAddress =
        new RateLimit("sign-in-address", settings.get(Settings.LIMITS_SIGN_INS_ADDRESS), WINDOW);
  }

  /** Something that says for a while who somebody is. */
  public record Pass(String text, Duration lifetime) {}

  /**
   * Compares the password on a thread of its own, when its turn comes.
   *
   * @param address of the machine that asks
   * @return fails with {@link NotSignedIn} when name or password is wrong, or they may not sign in;
   *     with {@link TooMany} when too many others sign in
   * @throws TooMany when they have tried too often
   */
  public CompletableFuture<Pass> signIn(String username, String password, String address) {
    String name = username == null ? "" : username.replace("\0", "");
    return compare(
        name,
        password,
        address,
        credentials -> {
          boolean letIn = credentials.isPresent();
          // Who signs in with their address is known by their name.
          String known = credentials.map(UserRows.Credentials::username).orElse(username);
          audit.noteSignIn(known, address, letIn);
          if (!letIn) {
            throw new NotSignedIn("User name or password is wrong.");
          }
          UserRows.Credentials who = credentials.get();
          if (passwords.isOfAnotherCost(who.passwordHash()) && Passwords.isHashed(password)) {
            // Brought along from elsewhere.
            users.putPassword(who.id(), passwords.hash(password));
          }
          return new Pass(
              tokens.issue(who.id(), who.generation(), Instant.now()), tokens.lifetime());
        });
  }

  /**
   * Compares a password as at every sign-in, on a thread of its own and so often only.
   *
   * @param then is given whose password it is; nothing where it is wrong
   */
  private <T> CompletableFuture<T> compare(
      String name,
      String password,
      String address,
      Function<Optional<UserRows.Credentials>, T> then) {
    String from = NetworkNeighbourhood.of(address);
    String pair = from + " " + name;
    requireLeft(byAddress.take(from));
    requireLeft(byUser.take(pair));
    Integer failed = failures.getIfPresent(from);
    int rank = known.getIfPresent(pair) != null ? WELL_KNOWN : failed == null ? 0 : failed;
    return desk.queue(
        from,
        rank,
        () -> {
          Optional<UserRows.Credentials> credentials = users.credentials(name);
          boolean right =
              passwords.matches(
                  password, credentials.map(UserRows.Credentials::passwordHash).orElse(null));
          if (right) {
            known.put(pair, true);
          } else {
            failures.asMap().merge(from, 1, Integer::sum);
          }
          return then.apply(right ? credentials : Optional.empty());
        });
  }

  /**
   * Makes whoever asks a viewer without sites, where the installation lets them.
   *
   * @return fails with {@link BadInput} when a name or password cannot be used, with {@link
   *     Conflict} when somebody has the name
   * @throws Refused when nobody may register
   * @throws TooMany when they have tried too often
   */
  public CompletableFuture<UserRows.User> register(
      String username, String email, String password, String address) {
    if (!selfRegistration) {
      throw new Refused(
          "Registering is switched off here (auth.self-registration); ask an admin for an account.");
    }
    String from = NetworkNeighbourhood.of(address);
    requireLeft(byAddress.take(from));
    return desk.queue(
        from,
        0,
        () -> {
          UserRows.User made =
              people.add(new People.NewPerson(username, email, password, Role.VIEWER.key(), null));
          Reader themselves =
              new Reader(made.id(), made.username(), Role.VIEWER, Map.of(), address, null, null);
          audit.note(new Editor(themselves), "register-user", made.username());
          return made;
        });
  }

  /**
   * Gives whoever asks another password; all their tokens end, this one too.
   *
   * @return fails with {@link Refused} when the present one is wrong, with {@link BadInput} when
   *     nobody should have the new one
   * @throws TooMany when they have tried too often
   */
  public CompletableFuture<Void> changePassword(Editor editor, String current, String wanted) {
    return confirmed(editor, current, () -> people.changePassword(editor, wanted));
  }

  /**
   * Deletes whoever asks.
   *
   * @return fails with {@link Refused} when the password is wrong
   * @throws TooMany when they have tried too often
   */
  public CompletableFuture<Void> deleteOwn(Editor editor, String password) {
    return confirmed(editor, password, () -> people.deleteOwn(editor));
  }

  private CompletableFuture<Void> confirmed(Editor editor, String password, Runnable then) {
    people.requirePassword(editor);
    return compare(
        editor.username(),
        password,
        editor.reader().address(),
        credentials -> {
          if (credentials.isEmpty()) {
            throw new Refused("The present password is wrong.");
          }
          then.run();
          return null;
        });
  }

  /**
   * Ends the token that somebody asks with.
   *
   * @throws Conflict when they ask with a key
   */
  public void signOut(Editor editor) {
    Proof proof = editor.reader().proof();
    if (proof.kind() == Proof.Kind.KEY) {
      throw new Conflict("A key has no session to end; delete the key.");
    }
    proofs.end(proof.id(), proof.endsAt());
    audit.note(editor, "sign-out", "service");
  }

  static void requireLeft(RateLimit.Answer answer) {
    if (!answer.granted()) {
      Quota quota = answer.quota();
      throw new TooMany(
          "More than "
              + quota.most()
              + " attempts to sign in a minute; try again in "
              + Math.max(1, quota.again().toSeconds() + 1)
              + " s.",
          quota);
    }
  }

  /** For one connection to the live feed, soon: browsers cannot send a header with it. */
  public Pass ticket(Reader reader) {
    return new Pass(tokens.issueTicket(reader.proof(), Instant.now()), Tokens.TICKET_LIFETIME);
  }

  @Override
  public void destroy() {
    desk.close();
  }
}
