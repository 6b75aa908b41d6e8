package io.sightline.query.erasure;

import io.sightline.domain.BadInput;
import io.sightline.domain.plates.NormalPlate;
import io.sightline.domain.privacy.PlateKeys;
import io.sightline.domain.text.Instants;
import io.sightline.query.access.Access;
import io.sightline.query.access.Editor;
import io.sightline.query.audit.Audit;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.Refused;
import io.sightline.query.paging.Page;
import io.sightline.query.paging.Part;
import io.sightline.store.erasure.Erasures;
import io.sightline.store.erasure.Erasures.Erasure;
import io.sightline.store.erasure.Erasures.TrackPlate;
import io.sightline.store.erasure.Erasures.Wanted;
import io.sightline.store.holds.Holds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** What is to be erased of people: asked for here by admins, and done in the background. */
@Component
public class Erasing {
  static final int LEAST_CHARACTERS = 2;
  private static final int MOST_CHARACTERS = 20;
  private static final int LONGEST_REASON = 1_000;
  private static final int MOST_VARIANTS = 20;

  /** Earlier than anything that is stored. */
  private static final Instant EVER = Instant.parse("1900-01-01T00:00:00Z");

  /** Of who asks now, what is still in sight is meant, too, by whatever clock its camera goes. */
  private static final Duration STILL_THERE = Duration.ofHours(1);

  private final Erasures erasures;
  private final Holds holds;
  private final PlateNames names;
  private final PlateKeys keys;
  private final Access access;
  private final Audit audit;

  protected Erasing(
      Erasures erasures,
      Holds holds,
      PlateNames names,
      PlateKeys keys,
      Access access,
      Audit audit) {
    this.erasures = erasures;
    this.holds = holds;
    this.names = names;
    this.keys = keys;
    this.access = access;
    this.audit = audit;
  }

  /**
   * What to erase: a plate, or what was read on one track.
   *
   * @param variants other readings of the plate that are to go with it; null for none
   * @param from null for whatever there is
   * @param to exclusive; null for an hour from now
   * @param reason why, for those who ask later
   */
  public record Request(
      String site,
      String plate,
      List<String> variants,
      UUID track,
      Instant from,
      Instant to,
      String reason) {}

  /**
   * Asks for an erasure. From now on nobody tells the plate any more; what is stored follows.
   *
   * @return the request, which tells how far it is
   * @throws Refused when this is no admin
   * @throws NotFound when the site is not there, or nothing was read on such a track
   * @throws Conflict when something of the time is held
   * @throws BadInput when it says too little, or what cannot be
   */
  public Erasure request(Editor editor, Request wanted) {
    if (wanted.site() == null) {
      throw new BadInput("`site` is missing; say of which site.");
    }
    access.require(editor.reader(), wanted.site());
    editor.requireAdmin();
    if ((wanted.plate() == null) == (wanted.track() == null)) {
      throw new BadInput("Give either `plate` or `track`.");
    }
    if (keys.erasure() == null) {
      throw new BadInput(
          "Without privacy.erasure-key in the settings nothing that is erased would stay so; give"
              + " one, the same to the service and to the jobs.");
    }
    Wanted all = wanted.plate() == null ? ofTrack(editor, wanted) : ofPlate(editor, wanted);
    requireReason(wanted.reason(), all.spellings());
    holds
        .overlapping(all.site(), all.from(), all.to())
        .ifPresent(
            hold -> {
              throw new Conflict(
                  "Something of this time is held by hold "
                      + hold.id()
                      + " ("
                      + hold.reason()
                      + "), from "
                      + hold.from()
                      + " to "
                      + hold.to()
                      + "; release it, or give a `from` and `to` outside of it.");
            });
    long id = erasures.request(all, keys);
    // The audit outlives what is erased, and does not name it.
    audit.note(editor, "request-erasure", wanted.site() + "/" + id);
    return erasures.find(id).orElseThrow(() -> missing(id));
  }

  private Wanted ofPlate(Editor editor, Request wanted) {
    List<String> plates = new ArrayList<>(List.of(wanted.plate()));
    if (wanted.variants() != null) {
      plates.addAll(wanted.variants());
    }
    if (plates.size() > 1 + MOST_VARIANTS) {
      throw new BadInput("`variants` can be " + MOST_VARIANTS + " at most.");
    }
    Set<String> spellings = new LinkedHashSet<>();
    for (String plate : plates) {
      requirePlate(plate);
      spellings.addAll(names.of(wanted.site(), plate));
    }
    Instant from = wanted.from() == null ? EVER : wanted.from();
    Instant to = wanted.to() == null ? Instant.now().plus(STILL_THERE) : wanted.to();
    if (!Instants.isUsable(from) || !Instants.isUsable(to)) {
      throw new BadInput("`from` and `to` must be times from the year 1900 to 2999.");
    }
    if (!from.isBefore(to)) {
      throw new BadInput("`to` must lie after `from`.");
    }
    return new Wanted(
        wanted.site(), null, plates, spellings, from, to, wanted.reason(), editor.username());
  }

  /** Of the time in which it was read; the same vehicle's other tracks stay. */
  private Wanted ofTrack(Editor editor, Request wanted) {
    if (wanted.from() != null || wanted.to() != null || wanted.variants() != null) {
      throw new BadInput("`from`, `to` and `variants` go with `plate`; a track has its own time.");
    }
    TrackPlate known =
        erasures
            .ofTrack(wanted.site(), wanted.track())
            .orElseThrow(() -> new NotFound("A plate on track " + wanted.track()));
    List<String> plates =
        known.texts().stream().filter(text -> !PlateKeys.isPseudonym(text)).toList();
    return new Wanted(
        wanted.site(),
        wanted.track(),
        plates,
        known.texts(),
        known.first(),
        known.last().plusMillis(1),
        wanted.reason(),
        editor.username());
  }

  static void requirePlate(String plate) {
    int length = plate == null ? 0 : NormalPlate.of(plate).length();
    if (length < LEAST_CHARACTERS || length > MOST_CHARACTERS) {
      throw new BadInput(
          "A plate has from "
              + LEAST_CHARACTERS
              + " to "
              + MOST_CHARACTERS
              + " letters and digits.");
    }
  }

  private static void requireReason(String reason, Iterable<String> spellings) {
    if (reason == null || reason.isBlank() || reason.length() > LONGEST_REASON) {
      throw new BadInput(
          "`reason` must say why, in up to " + LONGEST_REASON + " characters, for who asks later.");
    }
    for (String plate : spellings) {
      if (NormalPlate.of(reason).contains(NormalPlate.of(plate))) {
        throw new BadInput("`reason` is kept, and so must not name the plate.");
      }
    }
  }

  /**
   * The newest first.
   *
   * @param site null for all
   * @throws Refused when this is no admin
   * @throws NotFound when the site is not there
   * @throws BadInput when the limit or the cursor cannot be used
   */
  public Page<Erasure> list(Editor editor, String site, Part part) {
    if (site != null) {
      access.require(editor.reader(), site);
    }
    editor.requireAdmin();
    List<String> before = part.after(1);
    int most = part.most();
    return Page.of(
        erasures.list(site, before == null ? null : Part.number(before.get(0)), most + 1),
        most,
        erasure -> List.of(Long.toString(erasure.id())));
  }

  /**
   * @throws Refused when this is no admin
   * @throws NotFound when it is not there
   */
  public Erasure find(Editor editor, long id) {
    editor.requireAdmin();
    return erasures.find(id).orElseThrow(() -> missing(id));
  }

  private static NotFound missing(long id) {
    return new NotFound("The erasure " + id);
  }
}
