package io.sightline.query.deliveries;

import io.sightline.domain.BadInput;
import io.sightline.domain.settings.Settings;
import io.sightline.domain.site.Site;
import io.sightline.domain.watchlist.WatchlistEntry;
import io.sightline.query.QueryServiceOptions;
import io.sightline.store.deliveries.WebhookRows;
import io.sightline.store.deliveries.WebhookRows.Filter;
import io.sightline.store.deliveries.WebhookRows.Manner;
import io.sightline.store.deliveries.WebhookRows.Origin;
import io.sightline.store.deliveries.WebhookRows.Webhook;
import io.sightline.store.registry.CameraSecrets;
import io.sightline.store.registry.SiteRegistry;
import io.sightline.store.watchlists.BoloRows;
import io.sightline.store.watchlists.BoloRows.Bolo;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What is said elsewhere of who is told when: the backend of the settings, and of sites' files whom
 * their watchlists' entries notify, how long these cool down, and what clocks show there. Follows
 * the files as they change; one thread asks.
 */
@Component
class NamedReceivers {
  private static final Logger LOG = LoggerFactory.getLogger(NamedReceivers.class);
  private static final List<String> OF_BACKEND =
      List.of("alerts", "passages", "plate_reads", "spot_transitions", "vehicle_sessions");

  private final SiteRegistry registry;
  private final WebhookRows rows;
  private final BoloRows bolos;
  private final CameraSecrets secrets;
  private final Settings settings;

  /** State of the registry that was looked at last; null before. */
  private String seen;

  private volatile Map<String, ZoneId> zones = Map.of();
  private volatile Map<String, Map<String, Duration>> coolDowns = Map.of();

  protected NamedReceivers(
      SiteRegistry registry,
      WebhookRows rows,
      BoloRows bolos,
      CameraSecrets secrets,
      QueryServiceOptions options) {
    this.registry = registry;
    this.rows = rows;
    this.bolos = bolos;
    this.secrets = secrets;
    this.settings = options.settings();
  }

  /** Whom a site's file has told. */
  private record Told(String site, String url) {}

  /** Looks whether any file is another than before. */
  void follow() {
    String now = registry.state();
    if (now.equals(seen)) {
      return;
    }
    Map<String, ZoneId> zonesNow = new HashMap<>();
    Map<String, Map<String, Duration>> coolDownsNow = new HashMap<>();
    Map<Told, TreeSet<String>> told = new HashMap<>();
    for (Site site : registry.all()) {
      zonesNow.put(site.id(), site.zone());
      coolDownsNow.put(site.id(), coolDowns(site));
      site.watchlist().forEach(entry -> note(site.id(), entry, told));
    }
    try {
      if (seen == null) {
        rows.settle(Origin.SETTINGS, backend());
      }
      List<Webhook> wanted = new ArrayList<>();
      told.forEach((one, entries) -> wanted.add(webhook(one, entries)));
      rows.settle(Origin.SITE_FILE, wanted);
    } catch (BadInput e) {
      LOG.warn("Whom the settings and sites' files name is not told: {}", e.getMessage());
    }
    zones = zonesNow;
    coolDowns = coolDownsNow;
    seen = now;
  }

  private List<Webhook> backend() {
    String url = settings.get(Settings.DELIVERIES_BACKEND_URL);
    if (url == null) {
      return List.of();
    }
    String key = settings.get(Settings.DELIVERIES_BACKEND_KEY);
    UUID id = id("backend", url);
    return List.of(
        Webhook.of(
            id,
            Origin.SETTINGS,
            url,
            "Named by the setting " + Settings.DELIVERIES_BACKEND_URL.key() + ".",
            new Filter(null, new TreeSet<>(OF_BACKEND), null, null, null, null),
            Manner.USUAL,
            true,
            secrets.seal(id.toString(), WebhookSignature.newSecret()),
            key == null ? null : secrets.seal(id.toString(), key),
            null));
  }

  private static Map<String, Duration> coolDowns(Site site) {
    Map<String, Duration> times = new TreeMap<>();
    site.watchlist().stream()
        .filter(entry -> entry.coolDown() != null)
        .forEach(entry -> times.put(entry.id(), entry.coolDown()));
    return times;
  }

  private static void note(String site, WatchlistEntry entry, Map<Told, TreeSet<String>> told) {
    for (String url : entry.webhooks()) {
      told.computeIfAbsent(new Told(site, url), key -> new TreeSet<>()).add(entry.id());
    }
  }

  private Webhook webhook(Told told, TreeSet<String> entries) {
    UUID id = id(told.site(), told.url());
    return Webhook.of(
        id,
        Origin.SITE_FILE,
        told.url(),
        "Named by the watchlist of " + told.site() + ".",
        new Filter(
            told.site(), new TreeSet<>(List.of(NewsFinder.ALERTS)), null, entries, null, null),
        Manner.USUAL,
        true,
        secrets.seal(id.toString(), WebhookSignature.newSecret()),
        null,
        null);
  }

  /** The same for the same receiver, whoever starts. */
  private static UUID id(String... parts) {
    return UUID.nameUUIDFromBytes(String.join("\0", parts).getBytes(StandardCharsets.UTF_8));
  }

  /** What clocks show at a site; UTC where it is not known. */
  ZoneId zone(String site) {
    return zones.getOrDefault(site, ZoneOffset.UTC);
  }

  /** Least event time between two alerts of an entry, of a site's file or of people. */
  Duration coolDown(String site, String entry) {
    Duration ofFile = coolDowns.getOrDefault(site, Map.of()).get(entry);
    return ofFile != null ? ofFile : ofPeople(entry);
  }

  private Duration ofPeople(String entry) {
    try {
      return bolos
          .find(UUID.fromString(entry))
          .map(Bolo::coolDownMillis)
          .map(Duration::ofMillis)
          .orElse(Duration.ZERO);
    } catch (IllegalArgumentException e) {
      return Duration.ZERO;
    }
  }
}
