package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.bundles.BundleManifest;
import io.sightline.domain.bundles.BundleSignature;
import io.sightline.domain.json.Json;
import io.sightline.domain.secrets.InstallationKey;
import io.sightline.domain.settings.Settings;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.query.QueryService;
import io.sightline.query.QueryServiceOptions;
import io.sightline.runs.FootagePlan;
import io.sightline.source.observationlog.Span;
import io.sightline.standalone.bundle.BundleCheck;
import io.sightline.standalone.cli.Sightline;
import io.sightline.standalone.postgres.Database;
import io.sightline.store.registry.SiteRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evidence of stays of real runs, as a dispute needs it. */
class BundleTest {
  /** One round, in which a car drives in. */
  private static final int FRAMES = 320;

  private static final String SECRET = "a-secret-of-at-least-32-characters-for-tests";

  @TempDir static Path folder;
  private static Database database;
  private static QueryService service;
  private static Api anonymous;
  private static Api admin;
  private static String adminToken;
  private static String password;

  @BeforeAll
  static void start() throws Exception {
    Path where = folder.resolve("site");
    Path siteFile = TestSite.create(where, FRAMES);
    Files.writeString(
        siteFile,
        Files.readString(siteFile)
                .replace("evidence: crops", "evidence: pictures")
                .replace("pattern: A*", "pattern: WANTED1")
            + "permits: [{for: ev, pattern: HOLDER1}]\n");
    Site site = SiteFile.read(siteFile).site();
    Installation installation = new Installation(TestSite.root(), folder.resolve("data"));
    Files.createDirectories(installation.data());
    database = Database.open(null, installation.data());
    new SiteRegistry(database.address()).store(site, "test");
    ModelCatalog catalog = ModelCatalog.of(List.of(where.resolve("models")));
    TestRuns.make(
        installation,
        database,
        "first",
        1,
        FootagePlan.of(SiteFile.read(siteFile), catalog, TestSite.EMOTIONS, Map.of(), Map.of()),
        false);
    TestRuns.judge(installation, database, "judged", 1, site, "first", Span.ALL);
    Settings settings =
        installation.keyed(Settings.load(null, Map.of("SIGHTLINE_SERVICE_ADDRESS", "127.0.0.1")));
    service =
        QueryService.start(
            new QueryServiceOptions(
                database.address(),
                settings,
                0,
                SECRET,
                installation.key(settings),
                installation.mediaFolder(),
                "test",
                null));
    anonymous = Api.anonymous("http://127.0.0.1:" + service.port());
    password = service.firstAdmin().orElseThrow();
    admin = anonymous.signIn("admin", password);
    adminToken = token("admin", password);
  }

  @AfterAll
  static void stop() {
    service.close();
    database.close();
  }

  private static String token(String username, String word) throws Exception {
    String body = Json.write(Map.of("username", username, "password", word));
    return Json.read(anonymous.send("POST", "/api/v1/auth/login", body).body(), Map.class)
        .get("access_token")
        .toString();
  }

  private static HttpResponse<byte[]> get(String token, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                .header("Authorization", "Bearer " + token)
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
  }

  /**
   * The stays that a car began by driving through the gate in sight of the camera with pictures.
   */
  private static String stay(String run) throws Exception {
    List<Map<String, Object>> passages =
        admin.items("/api/v1/passages?camera=north&direction=entry&run=" + run);
    assertThat(passages).isNotEmpty();
    String passage = passages.get(passages.size() - 1).get("id").toString();
    return admin.items("/api/v1/sessions?run=" + run).stream()
        .filter(stay -> passage.equals(stay.get("entry_passage")))
        .findFirst()
        .orElseThrow()
        .get("id")
        .toString();
  }

  private static byte[] bundle(String run) throws Exception {
    HttpResponse<byte[]> answer =
        get(adminToken, "/api/v1/sessions/" + stay(run) + "/bundle?run=" + run);
    assertThat(answer.statusCode()).as(new String(answer.body())).isEqualTo(200);
    return answer.body();
  }

  private static Map<String, byte[]> entries(byte[] zip) throws Exception {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries.put(entry.getName(), in.readAllBytes());
      }
    }
    return entries;
  }

  private static byte[] zip(Map<String, byte[]> entries) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
        out.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static PublicKey key() throws Exception {
    HttpResponse<String> answer = anonymous.send("GET", "/api/v1/bundle-key", null);
    assertThat(answer.statusCode()).isEqualTo(200);
    return BundleSignature.ofPem(answer.body());
  }

  private static BundleCheck.Outcome check(byte[] zip, PublicKey key) throws Exception {
    return BundleCheck.of(Files.write(folder.resolve("bundle.zip"), zip), key);
  }

  private static String text(Map<String, byte[]> entries, String name) {
    return new String(entries.get(name), StandardCharsets.UTF_8);
  }

  @Test
  void aBundleHoldsAllThatIsKnownOfAStayAndIsWhole() throws Exception {
    byte[] zip = bundle("first");
    BundleCheck.Outcome outcome = check(zip, key());
    assertThat(outcome.problems()).isEmpty();
    assertThat(outcome.manifest().stay()).isEqualTo(stay("first"));
    assertThat(outcome.manifest().site()).isEqualTo("drawn-park");
    assertThat(check(zip, null).isWhole()).as("it fits itself").isTrue();
    assertThat(bundle("first")).as("the same stay is the same bytes").isEqualTo(zip);

    Map<String, byte[]> entries = entries(zip);
    assertThat(entries.keySet())
        .contains(
            "index.html",
            "stay.json",
            "passages.json",
            "plate_reads.json",
            "vehicle_tracks.json",
            "candidates.json",
            "camera_gaps.json",
            "made_by.json",
            "manifest.json",
            "manifest.sig",
            "key.pem")
        .anyMatch(name -> name.startsWith("layout-"))
        .anyMatch(name -> name.startsWith("crops/"))
        .anyMatch(name -> name.startsWith("pictures/"));
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      if (entry.getKey().endsWith(".jpg")) {
        assertThat(ImageIO.read(new ByteArrayInputStream(entry.getValue())))
            .as(entry.getKey())
            .isNotNull();
        assertThat(text(entries, "index.html")).contains("src=\"" + entry.getKey() + "\"");
      }
    }
    List<?> candidates = Json.read(text(entries, "candidates.json"), List.class);
    assertThat(candidates).as("what its plate was voted from").hasSizeGreaterThan(2);
    assertThat(text(entries, "made_by.json")).contains("blob-any", "blob-text", "code_versions");
    String all = String.join("\n", entries.keySet().stream().map(n -> text(entries, n)).toList());
    assertThat(all)
        .as("of others, and of the installation")
        .doesNotContain("WANTED1", "HOLDER1", "north.mp4");
  }

  @Test
  void staysThatAreJudgedAgainHaveTheSamePictures() throws Exception {
    Map<String, byte[]> first = entries(bundle("first"));
    Map<String, byte[]> judged = entries(bundle("judged"));
    assertThat(judged.keySet()).isEqualTo(first.keySet());
    for (String name : first.keySet()) {
      if (name.endsWith(".jpg")) {
        assertThat(judged.get(name)).as(name).isEqualTo(first.get(name));
      }
    }
    assertThat(text(judged, "candidates.json")).isEqualTo(text(first, "candidates.json"));
  }

  @Test
  void whateverIsChangedIsNamed() throws Exception {
    Map<String, byte[]> entries = entries(bundle("first"));
    PublicKey key = key();
    for (String name : entries.keySet()) {
      Map<String, byte[]> changed = new LinkedHashMap<>(entries);
      byte[] bytes = entries.get(name).clone();
      bytes[bytes.length / 2] ^= 1;
      changed.put(name, bytes);
      BundleCheck.Outcome outcome = check(zip(changed), key);
      assertThat(outcome.isWhole()).as(name).isFalse();
      assertThat(outcome.problems()).as(name).singleElement().asString().contains(name);

      changed.remove(name);
      assertThat(check(zip(changed), key).problems()).containsExactly(name + " is missing");
    }
    for (String name : List.of("more.txt", "../../etc/passwd", "a\u001b[2Jb", "/")) {
      Map<String, byte[]> more = new LinkedHashMap<>(entries);
      more.put(name, new byte[] {1});
      assertThat(check(zip(more), key).problems())
          .singleElement()
          .asString()
          .endsWith(" was added")
          .doesNotContain("\u001b");
    }
  }

  @Test
  void whoSignsAnotherManifestIsFoundOut() throws Exception {
    Map<String, byte[]> entries = entries(bundle("first"));
    KeyPair other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] stay = text(entries, "stay.json").replace("2026", "2027").getBytes();
    BundleManifest manifest = Json.read(text(entries, "manifest.json"), BundleManifest.class);
    List<BundleManifest.Entry> listed = new ArrayList<>();
    for (BundleManifest.Entry entry : manifest.entries()) {
      listed.add(
          entry.name().equals("stay.json")
              ? new BundleManifest.Entry("stay.json", stay.length, BundleSignature.sha256(stay))
              : entry);
    }
    byte[] told =
        Json.write(
                new BundleManifest(
                    BundleManifest.FORMAT,
                    manifest.site(),
                    manifest.run(),
                    manifest.stay(),
                    BundleSignature.fingerprint(other.getPublic()),
                    listed))
            .getBytes(StandardCharsets.UTF_8);
    entries.put("stay.json", stay);
    entries.put("manifest.json", told);
    entries.put("manifest.sig", BundleSignature.sign(other.getPrivate(), told));
    entries.put("key.pem", BundleSignature.pem(other.getPublic()).getBytes());
    byte[] forged = zip(entries);
    assertThat(check(forged, null).key())
        .as("it fits itself, and says with which key")
        .isEqualTo(BundleSignature.fingerprint(other.getPublic()));
    assertThat(check(forged, key()).problems())
        .singleElement()
        .asString()
        .contains("another key", BundleSignature.fingerprint(other.getPublic()));
  }

  @Test
  void whatIsNoBundleIsRefusedAndABombIsNotUnpacked() throws Exception {
    byte[] whole = bundle("first");
    for (int part = 0; part < 10; part++) {
      byte[] cut = java.util.Arrays.copyOf(whole, whole.length * part / 10);
      assertThatThrownBy(() -> check(cut, null)).isInstanceOf(BadInput.class);
    }
    Map<String, byte[]> bomb = new LinkedHashMap<>(entries(whole));
    bomb.put("stay.json", new byte[80 << 20]);
    assertThatThrownBy(() -> check(zip(bomb), null))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("more than any bundle");
  }

  @Test
  void theCommandSaysItInOneSentence() throws Exception {
    Path data = folder.resolve("elsewhere");
    Path file = Files.write(folder.resolve("stay.zip"), bundle("first"));
    Path key = folder.resolve("key.pem");
    Files.writeString(key, BundleSignature.pem(key()));
    Map<String, Integer> said = new TreeMap<>();
    said.put(run(0, file, "--key", key.toString(), "--data", data.toString()), 0);
    Map<String, byte[]> changed = entries(Files.readAllBytes(file));
    changed.put("stay.json", new byte[] {1});
    Files.write(file, zip(changed));
    said.put(run(3, file, "--data", data.toString()), 3);
    assertThat(said.keySet())
        .anyMatch(one -> one.contains("is whole: the stay ") && one.contains(" that was given."))
        .anyMatch(one -> one.endsWith("is not what was signed: stay.json was changed."));
  }

  private static String run(int code, Path file, String... more) {
    List<String> arguments = new ArrayList<>(List.of("verify-bundle", file.toString()));
    arguments.addAll(List.of(more));
    PrintStream out = System.out;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
      assertThat(Sightline.execute(arguments.toArray(String[]::new))).isEqualTo(code);
    } finally {
      System.setOut(out);
    }
    return said.toString(StandardCharsets.UTF_8).strip();
  }

  @Test
  void aViewerGetsItWithOthersPlatesUnreadableAndAStrangerNothing() throws Exception {
    for (String user : List.of("viewer", "stranger")) {
      String site = user.equals("viewer") ? "drawn-park" : "nowhere-else";
      if (user.equals("stranger")) {
        admin.send(
            "POST",
            "/api/v1/sites",
            "site: nowhere-else\ncameras: [{id: else, uri: 'rtsp://127.0.0.1:1/x'}]\n");
      }
      assertThat(
              admin.status(
                  "POST",
                  "/api/v1/users",
                  "{\"username\": \"%s\", \"password\": \"long-enough-1\", \"role\": \"viewer\", \"sites\": {\"%s\": \"viewer\"}}"
                      .formatted(user, site)))
          .isEqualTo(201);
    }
    String stay = "/api/v1/sessions/" + stay("first") + "/bundle?run=first";
    String passage =
        admin.items("/api/v1/passages?camera=north&run=first").get(0).get("id").toString();
    String picture = "/api/v1/passages/" + passage + "/picture?run=first";
    String viewer = token("viewer", "long-enough-1");
    String stranger = token("stranger", "long-enough-1");
    for (String path : List.of(stay, picture)) {
      assertThat(get(viewer, path).statusCode()).isEqualTo(200);
      assertThat(get(viewer, path + "&blur=none").statusCode()).isEqualTo(403);
      assertThat(get(viewer, path + "&blur=all").statusCode()).isEqualTo(400);
      assertThat(get(stranger, path).statusCode()).isEqualTo(404);
      assertThat(get(adminToken, path + "&blur=none").statusCode()).isEqualTo(200);
    }
    assertThat(admin.items("/api/v1/audit?action=bundle"))
        .extracting(entry -> entry.get("principal"))
        .contains("viewer", "admin")
        .doesNotContain("stranger");
  }

  @Test
  void theSameInstallationSignsWithTheSameKeyAlways() {
    InstallationKey one = InstallationKey.of(SECRET);
    assertThat(one.forSignatures("a").getPublic())
        .isEqualTo(InstallationKey.of(SECRET).forSignatures("a").getPublic())
        .isNotEqualTo(one.forSignatures("b").getPublic())
        .isNotEqualTo(InstallationKey.of(SECRET + "x").forSignatures("a").getPublic());
  }
}
