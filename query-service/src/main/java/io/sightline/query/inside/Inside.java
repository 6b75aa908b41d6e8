package io.sightline.query.inside;

import io.sightline.domain.BadInput;
import io.sightline.domain.facts.InsideCount;
import io.sightline.domain.site.Camera;
import io.sightline.domain.text.Instants;
import io.sightline.domain.text.Nearest;
import io.sightline.query.access.Access;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.audit.Audit;
import io.sightline.query.failures.NotFound;
import io.sightline.store.sites.SiteRows;
import io.sightline.store.statements.InsideRows;
import io.sightline.store.statements.InsideRows.Said;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** How many vehicles are inside: what people say, and what gates have counted since. */
@Component
public class Inside {
  private static final int MOST_VEHICLES = 1_000_000;

  /** Clocks of people and of this machine may differ by so much. */
  private static final Duration AHEAD = Duration.ofMinutes(1);

  private final InsideRows rows;
  private final SiteRows sites;
  private final Access access;
  private final Audit audit;

  protected Inside(InsideRows rows, SiteRows sites, Access access, Audit audit) {
    this.rows = rows;
    this.sites = sites;
    this.access = access;
    this.audit = audit;
  }

  /**
   * Keeps what somebody says. The live run counts from it within seconds, where it is no older than
   * two days; every run that begins later does in any case.
   *
   * @param level null for the whole site
   * @param vehicles how many there are
   * @param at when; null for now
   * @throws NotFound when the site is not there for the editor, or only to be looked at
   * @throws BadInput when it says too little, or what cannot be
   */
  public Said say(Editor editor, String site, String level, Integer vehicles, Instant at) {
    access.requireClerk(editor, site);
    if (vehicles == null || vehicles < 0 || vehicles > MOST_VEHICLES) {
      throw new BadInput("`vehicles` must say how many are inside, from 0 to 1,000,000.");
    }
    List<Camera> cameras = cameras(site);
    if (cameras.stream().allMatch(camera -> camera.gates().isEmpty())) {
      throw new BadInput(
          "No camera of '"
              + site
              + "' has a gate, so nobody counts from what is said; draw one first (docs/stays.md).");
    }
    if (level != null && !levels(cameras).contains(level)) {
      throw new BadInput(
          "`level` must be one of the site's, which its cameras and gates name: there is no '"
              + level
              + "'; "
              + Nearest.hint(level, List.copyOf(levels(cameras))));
    }
    Instant now = Instant.now();
    Instant when = at == null ? now : at;
    if (!Instants.isUsable(when) || when.isAfter(now.plus(AHEAD))) {
      throw new BadInput("`at` must be a time that has been; leave it out for now.");
    }
    Said said =
        rows.add(
            site,
            level == null ? "" : level,
            when.truncatedTo(ChronoUnit.MILLIS),
            vehicles,
            editor.username());
    audit.note(editor, "say-inside", site + "/" + (level == null ? "" : level) + "=" + vehicles);
    return said;
  }

  /**
   * Counts as of a time, the site's first.
   *
   * @param at null for now
   * @throws NotFound when the site is not there for the reader
   */
  public List<InsideCount> asOf(Reader reader, String run, String site, Instant at) {
    access.require(reader, site);
    return rows.asOf(run, site, levels(cameras(site)), at == null ? Instants.LAST : at);
  }

  private List<Camera> cameras(String site) {
    return sites.find(site).orElseThrow(() -> new NotFound("The site '" + site + "'")).cameras();
  }

  private static TreeSet<String> levels(List<Camera> cameras) {
    TreeSet<String> levels = new TreeSet<>();
    for (Camera camera : cameras) {
      if (camera.level() != null && !camera.gates().isEmpty()) {
        levels.add(camera.level());
      }
      camera.gates().stream()
          .flatMap(gate -> Stream.of(gate.from(), gate.to()))
          .filter(Objects::nonNull)
          .forEach(levels::add);
    }
    return levels;
  }
}
