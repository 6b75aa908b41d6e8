package io.sightline.query;

import io.sightline.store.audit.AuditRows;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactLists;
import io.sightline.store.holds.Holds;
import io.sightline.store.observations.MinuteRows;
import io.sightline.store.occupancy.SpotRows;
import io.sightline.store.people.UserRows;
import io.sightline.store.plates.EvidenceRows;
import io.sightline.store.runs.RunCatalogue;
import io.sightline.store.sites.CameraRows;
import io.sightline.store.sites.KnownThings;
import io.sightline.store.sites.SiteRows;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is stored, for the use cases, over one pool of connections. */
@Configuration(proxyBeanMethods = false)
class StoreConfiguration {

  @Bean
  UserRows userRows(DataSource database) {
    return new UserRows(database);
  }

  @Bean
  AuditRows auditRows(DataSource database) {
    return new AuditRows(database);
  }

  @Bean
  SiteRows siteRows(DataSource database) {
    return new SiteRows(database);
  }

  @Bean
  KnownThings knownThings(DataSource database) {
    return new KnownThings(database);
  }

  @Bean
  CameraRows cameraRows(DataSource database) {
    return new CameraRows(database);
  }

  @Bean
  FactKinds factKinds() {
    return FactKinds.PRODUCT;
  }

  @Bean
  FactLists factLists(DataSource database) {
    return new FactLists(database);
  }

  @Bean
  SpotRows spotRows(DataSource database) {
    return new SpotRows(database);
  }

  @Bean
  EvidenceRows evidenceRows(DataSource database) {
    return new EvidenceRows(database);
  }

  @Bean
  MinuteRows minuteRows(DataSource database) {
    return new MinuteRows(database);
  }

  @Bean
  RunCatalogue runCatalogue(DataSource database, FactKinds kinds) {
    return new RunCatalogue(database, kinds);
  }

  @Bean
  Holds holds(DataSource database) {
    return new Holds(database);
  }
}
