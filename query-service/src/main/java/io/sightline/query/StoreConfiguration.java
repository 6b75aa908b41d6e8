package io.sightline.query;

import io.sightline.domain.privacy.PlateKeys;
import io.sightline.domain.settings.Settings;
import io.sightline.store.alerts.AlertRows;
import io.sightline.store.alerts.SilenceRows;
import io.sightline.store.audit.AuditRows;
import io.sightline.store.deliveries.DeliveryRows;
import io.sightline.store.deliveries.WebhookRows;
import io.sightline.store.emotions.EmotionShares;
import io.sightline.store.erasure.Erasures;
import io.sightline.store.erasure.SubjectRows;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactLists;
import io.sightline.store.holds.Holds;
import io.sightline.store.licences.LicenceRows;
import io.sightline.store.metrics.CountRows;
import io.sightline.store.observations.MinuteRows;
import io.sightline.store.occupancy.OccupancySums;
import io.sightline.store.occupancy.SpotRows;
import io.sightline.store.people.KeyRows;
import io.sightline.store.people.ProofRows;
import io.sightline.store.people.UserRows;
import io.sightline.store.plates.EvidenceRows;
import io.sightline.store.predictions.PredictionRows;
import io.sightline.store.records.RecordRows;
import io.sightline.store.records.RecordSite;
import io.sightline.store.registry.CameraSecrets;
import io.sightline.store.registry.SiteRegistry;
import io.sightline.store.review.ExportRows;
import io.sightline.store.review.ReviewRows;
import io.sightline.store.runs.RunCatalogue;
import io.sightline.store.sessions.StayRows;
import io.sightline.store.sites.CameraDetailRows;
import io.sightline.store.sites.CameraRows;
import io.sightline.store.sites.KnownThings;
import io.sightline.store.sites.SiteRows;
import io.sightline.store.statements.CorrectionRows;
import io.sightline.store.statements.InsideRows;
import io.sightline.store.uploads.UploadRows;
import io.sightline.store.watchlists.BoloRows;
import io.sightline.store.watchlists.NoticeRows;
import io.sightline.store.watchlists.PlatesSeen;
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
  ProofRows proofRows(DataSource database) {
    return new ProofRows(database);
  }

  @Bean
  KeyRows keyRows(DataSource database) {
    return new KeyRows(database);
  }

  @Bean
  AuditRows auditRows(DataSource database) {
    return new AuditRows(database);
  }

  @Bean
  CameraSecrets cameraSecrets(QueryServiceOptions options) {
    return new CameraSecrets(options.key());
  }

  @Bean
  SiteRows siteRows(DataSource database, CameraSecrets secrets) {
    return new SiteRows(database, secrets);
  }

  @Bean
  KnownThings knownThings(DataSource database) {
    return new KnownThings(database);
  }

  @Bean
  CameraRows cameraRows(DataSource database, CameraSecrets secrets) {
    return new CameraRows(database, secrets);
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
  OccupancySums occupancySums(DataSource source) {
    return new OccupancySums(source);
  }

  @Bean
  EmotionShares emotionShares(DataSource source) {
    return new EmotionShares(source);
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
  StayRows stayRows(DataSource database) {
    return new StayRows(database);
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
  PlateKeys plateKeys(QueryServiceOptions options) {
    return PlateKeys.of(options.settings());
  }

  @Bean
  CorrectionRows correctionRows(DataSource database) {
    return new CorrectionRows(database);
  }

  @Bean
  BoloRows boloRows(DataSource database) {
    return new BoloRows(database);
  }

  @Bean
  PlatesSeen platesSeen(DataSource database) {
    return new PlatesSeen(database);
  }

  @Bean
  SiteRegistry siteRegistry(DataSource database, CameraSecrets secrets) {
    return new SiteRegistry(database, secrets);
  }

  @Bean
  WebhookRows webhookRows(DataSource database) {
    return new WebhookRows(database);
  }

  @Bean
  DeliveryRows deliveryRows(DataSource database) {
    return new DeliveryRows(database);
  }

  @Bean
  SilenceRows silenceRows(DataSource database) {
    return new SilenceRows(database);
  }

  @Bean
  AlertRows alertRows(DataSource database) {
    return new AlertRows(database);
  }

  @Bean
  InsideRows insideRows(DataSource database) {
    return new InsideRows(database);
  }

  @Bean
  Erasures erasures(DataSource database) {
    return new Erasures(database);
  }

  @Bean
  SubjectRows subjectRows(DataSource database, FactKinds kinds) {
    return new SubjectRows(database, kinds);
  }

  @Bean
  PredictionRows predictionRows(DataSource database) {
    return new PredictionRows(database);
  }

  @Bean
  RecordRows recordRows(DataSource database, PlateKeys keys, QueryServiceOptions options) {
    return new RecordRows(database, keys, options.version());
  }

  @Bean
  RecordSite recordSite(SiteRows sites, Settings settings, PlateKeys keys) {
    return new RecordSite(sites, settings.get(Settings.CARWATCH_SITE), keys);
  }

  @Bean
  ReviewRows reviewRows(DataSource database) {
    return new ReviewRows(database);
  }

  @Bean
  ExportRows exportRows(DataSource database) {
    return new ExportRows(database);
  }

  @Bean
  CameraDetailRows cameraDetailRows(DataSource database) {
    return new CameraDetailRows(database);
  }

  @Bean
  UploadRows uploadRows(DataSource database) {
    return new UploadRows(database);
  }

  @Bean
  NoticeRows noticeRows(DataSource database) {
    return new NoticeRows(database);
  }

  @Bean
  CountRows countRows(DataSource database) {
    return new CountRows(database);
  }

  @Bean
  LicenceRows licenceRows(DataSource database) {
    return new LicenceRows(database);
  }

  @Bean
  Holds holds(DataSource database) {
    return new Holds(database);
  }
}
