package io.sightline.query;

import com.zaxxer.hikari.HikariDataSource;
import io.sightline.domain.facts.Fact;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.settings.Settings;
import io.sightline.domain.site.SiteFile;
import io.sightline.media.store.MediaAddress;
import io.sightline.query.access.Access;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Proof;
import io.sightline.query.access.Reader;
import io.sightline.query.emotions.EmotionModel;
import io.sightline.query.failures.NotSignedIn;
import io.sightline.store.TestDatabase;
import io.sightline.store.TestKey;
import io.sightline.store.audit.AuditRows;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactSchema;
import io.sightline.store.people.UserRows;
import io.sightline.store.sites.SiteRows;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ClassPathBeanDefinitionScanner;
import org.springframework.core.type.filter.RegexPatternTypeFilter;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The use cases over a database of their own, without any door. There are two sites, and four
 * people: an admin; a clerk and a viewer of the garage; a viewer of the harbour.
 */
public final class UseCases implements AutoCloseable {
  public static final String ADMIN = "ada";
  public static final String CLERK = "clara";
  public static final String VIEWER = "victor";
  public static final String OTHER = "hilda";
  public static final String ADDRESS = "10.1.2.3";

  /** That writes the facts. */
  public static final String JOB = "test job";

  public static final String GARAGE =
      """
      site: garage
      name: The garage
      time-zone: America/Santiago
      cameras:
        - id: gate
          uri: rtsp://viewer:canary-4711@127.0.0.1:8554/gate
          sample-fps: 5
          spots:
            - {id: A1, polygon: [[0, 0], [10, 0], [10, 10], [0, 10]], for: [ev, 'permit:staff']}
            - {id: A2, polygon: [[20, 0], [30, 0], [30, 10], [20, 10]]}
          gates:
            - {id: main, line: [[0, 50], [100, 50]], direction: both}
        - id: deck
          uri: rtsp://127.0.0.1:8554/deck
          level: L1
          spots:
            - {id: A2, polygon: [[0, 0], [10, 0], [10, 10], [0, 10]]}
      sessions: {max-stay: 48h, overstay: 3h, grace: 5m}
      permits:
        - {for: 'permit:staff', pattern: STAF11}
      """;

  public static final String HARBOUR =
      """
      site: harbour
      name: The harbour
      cameras:
        - id: quay
          uri: rtsp://127.0.0.1:8554/quay
          spots:
            - {id: B1, polygon: [[0, 0], [10, 0], [10, 10], [0, 10]]}
      """;

  private final TestDatabase database = withSparkles(TestDatabase.create());
  private final HikariDataSource pool = new HikariDataSource();
  private final AnnotationConfigApplicationContext context =
      new AnnotationConfigApplicationContext();

  private UseCases(Path media) {
    pool.setJdbcUrl(database.address().url());
    pool.setUsername(database.address().user());
    pool.setPassword(database.address().password());
    pool.setMaximumPoolSize(4);
    pool.setMinimumIdle(1);
    QueryServiceOptions options = options(media);
    context.registerBean(QueryServiceOptions.class, () -> options);
    context.registerBean(Settings.class, options::settings);
    context.registerBean(MediaAddress.class, options::pictures);
    context.registerBean(EmotionModel.class, options::emotionModel);
    context.registerBean(DataSource.class, () -> pool);
    context.registerBean(
        TransactionTemplate.class, () -> new TransactionTemplate(new JdbcTransactionManager(pool)));
    context.register(StoreConfiguration.class);
    context.registerBean(
        "kindsWithSparkles",
        FactKinds.class,
        () -> FactKinds.PRODUCT.with(Sparkle.KIND),
        definition -> definition.setPrimary(true));
    ClassPathBeanDefinitionScanner scanner = new ClassPathBeanDefinitionScanner(context);
    scanner.addExcludeFilter(
        new RegexPatternTypeFilter(
            java.util.regex.Pattern.compile("io\\.sightline\\.query\\.(web\\..*|[A-Z].*)")));
    scanner.scan("io.sightline.query");
    context.refresh();
    addSite(GARAGE);
    addSite(HARBOUR);
    addPerson(ADMIN, "admin", Map.of());
    addPerson(CLERK, "viewer", Map.of("garage", "clerk"));
    addPerson(VIEWER, "viewer", Map.of("garage", "viewer"));
    addPerson(OTHER, "viewer", Map.of("harbour", "viewer"));
  }

  private static TestDatabase withSparkles(TestDatabase database) {
    FactSchema.apply(database.address(), FactKinds.PRODUCT.with(Sparkle.KIND));
    return database;
  }

  /**
   * @param media where pictures are kept
   */
  public static UseCases start(Path media) {
    return new UseCases(media);
  }

  private QueryServiceOptions options(Path media) {
    return new QueryServiceOptions(
        database.address(),
        Settings.load(null, Map.of()),
        0,
        "a-secret-of-at-least-32-characters-for-tests",
        TestKey.file(),
        media,
        "test",
        new EmotionModel("faces", "1.0.0", "MIT", "ab12", List.of(-1L, 1L), List.of("sad"), 7));
  }

  public <T> T get(Class<T> type) {
    return context.getBean(type);
  }

  public QueryServiceOptions options() {
    return get(QueryServiceOptions.class);
  }

  public Reader reader(String username) {
    UserRows.User user =
        get(UserRows.class)
            .find(username)
            .orElseThrow(() -> new NotSignedIn("There is no '" + username + "'."));
    Proof proof =
        new Proof(Proof.Kind.TOKEN, user.id(), "a test's", user.generation(), null, null, null);
    return get(Access.class).reader(proof, ADDRESS);
  }

  public Editor editor(String username) {
    return new Editor(reader(username));
  }

  /** What was written down, newest first, as "who action object outcome address". */
  public List<String> audited() {
    return get(AuditRows.class).list(AuditRows.Question.ALL, null, 100).stream()
        .map(AuditRows.Noted::entry)
        .map(
            entry ->
                String.join(
                    " ",
                    entry.principal(),
                    entry.action(),
                    entry.object(),
                    entry.outcome(),
                    entry.address()))
        .toList();
  }

  public void addSite(String file) {
    var site = SiteFile.parse("the site", Path.of("/"), file).site();
    get(SiteRows.class).change(site.id(), known -> site, "test");
  }

  public void addPerson(String username, String role, Map<String, String> grants) {
    UserRows users = get(UserRows.class);
    users.add(username, null, "no hash, so nobody signs in", role);
    grants.forEach((site, granted) -> users.grant(username, site, granted));
  }

  public JdbcClient jdbc() {
    return JdbcClient.create(pool);
  }

  /** Lets {@link #JOB} write a run. */
  public void lease(String run) {
    jdbc()
        .sql(
            """
            insert into run_leases (run, shard, holder, expires_at, backend, backend_since)
            values (?, 'all', ?, now() + interval '1 h', pg_backend_pid(), now())
            on conflict do nothing
            """)
        .params(run, JOB)
        .update();
  }

  private void addRun(String run, String site) {
    jdbc()
        .sql(
            "insert into runs (run, site, state, layout) values (?, ?, 'done', '{}')"
                + " on conflict do nothing")
        .params(run, site)
        .update();
  }

  /** Stores facts of a run, which is of the first one's site. */
  @SafeVarargs
  public final <F extends Fact> void store(FactKind<F> kind, String run, F... facts) {
    lease(run);
    addRun(run, facts[0].head().site());
    try (Connection connection = pool.getConnection();
        PreparedStatement statement = connection.prepareStatement(kind.upsert())) {
      for (F fact : facts) {
        kind.bind(statement, run, JOB, "1", fact);
        statement.executeUpdate();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A grey picture. */
  public static Picture picture(int width, int height) {
    byte[] pixels = new byte[width * height * 3];
    java.util.Arrays.fill(pixels, (byte) 100);
    return new Picture(width, height, pixels);
  }

  @Override
  public void close() {
    context.close();
    pool.close();
    database.close();
  }
}
