package io.sightline.store.imports;

import io.sightline.domain.privacy.PlateKeys;
import io.sightline.domain.secrets.KeyFile;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.records.RecordRows;
import io.sightline.store.records.RecordSite;
import io.sightline.store.registry.CameraSecrets;
import io.sightline.store.sites.SiteRows;
import java.util.Collection;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Where records of a replaced system are brought, over one connection. Nobody is told of them. */
public final class RecordsTarget implements AutoCloseable {
  private final SingleConnectionDataSource session;
  private final RecordRows rows;
  private final RecordSite site;

  /**
   * @param site id of the site that records belong to
   * @param version of the program
   */
  public RecordsTarget(DatabaseAddress database, String site, PlateKeys keys, String version) {
    this.session = database.session();
    this.rows = new RecordRows(session, keys, version, false);
    this.site = new RecordSite(new SiteRows(session, new CameraSecrets(KeyFile.NONE)), site, keys);
  }

  public RecordRows rows() {
    return rows;
  }

  public RecordSite site() {
    return site;
  }

  /**
   * @param system the installation that they are of
   * @param notes is told who is left out, and why
   */
  public BroughtUsers users(String system, Collection<String> notes) {
    return new BroughtUsers(JdbcClient.create(session), system, notes);
  }

  @Override
  public void close() {
    session.destroy();
  }
}
