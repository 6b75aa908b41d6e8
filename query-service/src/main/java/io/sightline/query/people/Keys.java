package io.sightline.query.people;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sightline.domain.BadInput;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Proof;
import io.sightline.query.access.Reader;
import io.sightline.query.access.Scope;
import io.sightline.query.audit.Audit;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.NotSignedIn;
import io.sightline.query.failures.Refused;
import io.sightline.query.limits.RateLimit;
import io.sightline.query.paging.Page;
import io.sightline.query.paging.Part;
import io.sightline.store.people.KeyRows;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Keys of people's programs. A key may do what its owner may, where it has the scope; it is told
 * once, and only its hash is kept: of 256 random bits nobody finds it again.
 */
@Component
public class Keys {
  private static final Logger LOG = LoggerFactory.getLogger(Keys.class);
  static final String PREFIX = "sl_";
  static final int MOST_OF_A_PERSON = 50;

  private static final int BYTES = 32;
  private static final int MOST_OF_A_NAME = 100;
  private static final int MOST_LOOKS_A_SECOND = 20;
  private static final int MOST_REMEMBERED = 10_000;
  private static final Duration REMEMBERED = Duration.ofMinutes(1);

  private final KeyRows rows;
  private final TransactionOperations transactions;
  private final Audit audit;
  private final SecureRandom random = new SecureRandom();

  /** Keys whose use was noted of late. */
  private final Cache<Long, Boolean> noted =
      Caffeine.newBuilder().expireAfterWrite(REMEMBERED).maximumSize(MOST_REMEMBERED).build();

  /** Whose those are that were shown of late, by their hashes; ended ones too. */
  private final Cache<String, Long> owners =
      Caffeine.newBuilder().expireAfterWrite(REMEMBERED).maximumSize(MOST_REMEMBERED).build();

  private final RateLimit looks =
      new RateLimit("key-looks", MOST_LOOKS_A_SECOND, Duration.ofSeconds(1));

  protected Keys(KeyRows rows, TransactionOperations transactions, Audit audit) {
    this.rows = rows;
    this.transactions = transactions;
    this.audit = audit;
  }

  /**
   * Whom a key names.
   *
   * @throws NotSignedIn when it is none, or is too old
   */
  Proof read(String text) {
    KeyRows.Key key =
        rows.find(Hashes.bytes(text))
            .orElseThrow(
                () -> new NotSignedIn("This key is not good (any more); make another one."));
    if (noted.asMap().putIfAbsent(key.id(), true) == null) {
      rows.use(key.id());
    }
    return new Proof(
        Proof.Kind.KEY,
        key.userId(),
        Long.toString(key.id()),
        null,
        null,
        scopes(key.scopes()),
        key.expiresAt());
  }

  /**
   * Whose key it is, as far as that is known without much asking.
   *
   * @param from where it comes from: of one place only so many are looked for
   */
  Optional<Long> glance(String text, String from) {
    String hash = Hashes.of(text);
    Long known = owners.getIfPresent(hash);
    if (known == null && looks.take(from).granted()) {
      try {
        known = rows.find(Hashes.bytes(text)).map(KeyRows.Key::userId).orElse(null);
      } catch (RuntimeException e) {
        // Who asks now is told so where it matters.
        LOG.debug("A key could not be looked for.", e);
      }
      if (known != null) {
        owners.put(hash, known);
      }
    }
    return Optional.ofNullable(known);
  }

  private static Set<Scope> scopes(Collection<String> words) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (String word : words) {
      scopes.add(
          Scope.find(word)
              .orElseThrow(
                  () -> new BadInput("`scopes` are of read, write, predict, admin and metrics.")));
    }
    return scopes;
  }

  /** A key that was made; the text is told only now. */
  public record Made(KeyRows.Key key, String text) {}

  /**
   * Makes a key for whoever asks.
   *
   * @param scopes words
   * @param expiresAt null for never
   * @throws BadInput when one of them cannot be used
   * @throws Refused when they ask with a key that has not those scopes itself
   * @throws Conflict when they have too many
   */
  public Made make(Editor editor, String name, List<String> scopes, Instant expiresAt) {
    if (name == null || name.isBlank() || name.length() > MOST_OF_A_NAME) {
      throw new BadInput("`name` must have from 1 to 100 characters.");
    }
    if (scopes == null || scopes.isEmpty()) {
      throw new BadInput(
          "`scopes` must name one at least of read, write, predict, admin and metrics.");
    }
    Set<Scope> wanted = scopes(scopes);
    if (expiresAt != null && !expiresAt.isAfter(Instant.now())) {
      throw new BadInput("`expires` is over already; give a later time, or leave it out.");
    }
    wanted.forEach(editor.reader()::require);
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String text = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Set<String> words = wanted.stream().map(Scope::key).collect(Collectors.toSet());
    long id =
        transactions.execute(
            status ->
                rows.add(
                        editor.reader().id(),
                        name.strip(),
                        words,
                        Hashes.bytes(text),
                        expiresAt,
                        MOST_OF_A_PERSON)
                    .orElseThrow(
                        () ->
                            new Conflict(
                                "You have "
                                    + MOST_OF_A_PERSON
                                    + " keys already; delete one that nobody uses.")));
    audit.note(editor, "create-key", Long.toString(id));
    return new Made(rows.find(id).orElseThrow(), text);
  }

  /**
   * A part of the keys of whoever asks.
   *
   * @param everybody those of all people, for admins
   * @throws Refused when others' keys are asked for by nobody who may
   * @throws BadInput when the limit or cursor cannot be used
   */
  public Page<KeyRows.Key> list(Reader reader, boolean everybody, Part part) {
    if (everybody && !reader.isAdmin()) {
      throw new Refused();
    }
    List<String> after = part.after(1);
    int most = part.most();
    return Page.of(
        rows.list(
            everybody ? null : reader.id(),
            after == null ? 0 : Part.number(after.get(0)),
            most + 1),
        most,
        key -> List.of(Long.toString(key.id())));
  }

  /**
   * Ends a key.
   *
   * @throws NotFound when there is none that they may know of
   */
  public void delete(Editor editor, long id) {
    Reader reader = editor.reader();
    KeyRows.Key key =
        rows.find(id)
            .filter(found -> reader.isAdmin() || found.userId() == reader.id())
            .orElseThrow(() -> new NotFound("The key '" + id + "'"));
    rows.delete(key.id());
    audit.note(editor, "delete-key", Long.toString(id));
  }
}
