package io.sightline.query.alerts;

import io.sightline.domain.runs.RunName;
import io.sightline.query.failures.NotFound;
import io.sightline.store.sites.KnownThings;
import io.sightline.store.sites.KnownThings.Thing;
import io.sightline.store.watchlists.BoloRows;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Whether what is named of alerts is there: a slip would narrow them to none, in silence. */
@Component
public class NamedThings {
  private final KnownThings things;
  private final BoloRows bolos;

  protected NamedThings(KnownThings things, BoloRows bolos) {
    this.things = things;
    this.bolos = bolos;
  }

  /**
   * @param sites at one of these; null for any
   * @param cameras that are there, or were
   * @param entries of watchlists, of people or of a site's file
   * @param places spots and zones
   * @throws NotFound when there is none of a name
   */
  public void require(
      Set<String> sites,
      Collection<String> cameras,
      Collection<String> entries,
      Collection<String> places) {
    for (String camera : cameras) {
      require(is(Thing.CAMERA, camera, sites), "The camera '" + camera + "'");
    }
    for (String entry : entries) {
      require(
          isOfPeople(entry, sites) || is(Thing.ENTRY, entry, sites),
          "The watchlist's entry '" + entry + "'");
    }
    for (String place : places) {
      require(
          is(Thing.SPOT, place, sites) || is(Thing.ZONE, place, sites),
          "The spot or zone '" + place + "'");
    }
  }

  private boolean is(Thing thing, String name, Set<String> sites) {
    return things.has(thing, name, RunName.LIVE, sites);
  }

  private boolean isOfPeople(String entry, Set<String> sites) {
    try {
      return bolos
          .find(UUID.fromString(entry))
          .filter(bolo -> sites == null || sites.contains(bolo.site()))
          .isPresent();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void require(boolean isThere, String what) {
    if (!isThere) {
      throw new NotFound(what);
    }
  }
}
