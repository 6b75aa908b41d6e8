package io.sightline.query.sites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.site.Site;
import io.sightline.query.UseCases;
import io.sightline.query.access.Editor;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.Outdated;
import io.sightline.query.failures.Refused;
import io.sightline.query.paging.Part;
import io.sightline.store.sites.CameraRows;
import io.sightline.store.sites.SiteRows;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SitesTest {
  private static final String YARD =
      """
      site: yard
      name: The yard
      cameras:
        - id: fence
          uri: rtsp://127.0.0.1:8554/fence
      """;

  @TempDir Path folder;
  private UseCases service;
  private Sites sites;

  @BeforeEach
  void start() {
    service = UseCases.start(folder);
    sites = service.get(Sites.class);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private Site replace(Editor editor, String site, String document) {
    return sites.replace(editor, site, document, known -> true);
  }

  private String credentials(String camera) {
    return service.get(CameraRows.class).address(camera).orElseThrow().credentials();
  }

  @Test
  void everybodyIsListedTheSitesThatTheyMaySee() {
    assertThat(sites.list(service.reader(UseCases.ADMIN), Part.FIRST).items())
        .containsExactly(
            new SiteRows.Listed("garage", "The garage", "America/Santiago", 2, 2),
            new SiteRows.Listed("harbour", "The harbour", "UTC", 1, 1));
    assertThat(sites.list(service.reader(UseCases.VIEWER), Part.FIRST).items())
        .extracting(SiteRows.Listed::site)
        .containsExactly("garage");
    assertThat(sites.list(service.reader(UseCases.OTHER), Part.FIRST).items())
        .extracting(SiteRows.Listed::site)
        .containsExactly("harbour");
  }

  @Test
  void aSiteIsShownWithoutCredentialsToThoseWhoMaySeeIt() {
    Site garage = sites.find(service.reader(UseCases.VIEWER), "garage");
    assertThat(garage.camera("gate").orElseThrow().uri()).isEqualTo("rtsp://127.0.0.1:8554/gate");
    assertThatThrownBy(() -> sites.find(service.reader(UseCases.OTHER), "garage"))
        .isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> sites.find(service.reader(UseCases.ADMIN), "nowhere"))
        .isInstanceOf(NotFound.class);
  }

  @Test
  void anAdminAddsASiteOnce() {
    Site added = sites.create(service.editor(UseCases.ADMIN), YARD);
    assertThat(added.id()).isEqualTo("yard");
    assertThat(sites.find(service.reader(UseCases.ADMIN), "yard").name()).isEqualTo("The yard");
    assertThatThrownBy(() -> sites.create(service.editor(UseCases.ADMIN), YARD))
        .isInstanceOf(Conflict.class)
        .hasMessage("There is a site 'yard' already; change it with PUT.");
    assertThat(service.audited()).containsExactly("ada create-site yard done 10.1.2.3");
  }

  @Test
  void nobodyElseAddsOrChangesOne() {
    assertThatThrownBy(() -> sites.create(service.editor(UseCases.CLERK), YARD))
        .isInstanceOf(Refused.class);
    assertThatThrownBy(() -> replace(service.editor(UseCases.CLERK), "garage", UseCases.GARAGE))
        .isInstanceOf(Refused.class);
    assertThat(service.audited()).isEmpty();
  }

  @Test
  void aSiteThatIsReplacedKeepsCredentialsThatItsFileDoesNotSay() {
    String renamed =
        UseCases.GARAGE.replace("viewer:canary-4711@", "").replace("The garage", "Renamed");
    Site replaced = replace(service.editor(UseCases.ADMIN), "garage", renamed);
    assertThat(replaced.name()).isEqualTo("Renamed");
    assertThat(credentials("gate")).isEqualTo("viewer:canary-4711");
    replace(service.editor(UseCases.ADMIN), "garage", UseCases.GARAGE.replace("4711", "4712"));
    assertThat(credentials("gate")).isEqualTo("viewer:canary-4712");
    assertThat(service.audited()).containsOnly("ada change-site garage done 10.1.2.3");
  }

  @Test
  void whatSomebodyElseHasChangedSinceIsNotWrittenOver() {
    Editor admin = service.editor(UseCases.ADMIN);
    String read = sites.find(admin.reader(), "garage").layoutVersion();
    String theirs = UseCases.GARAGE.replace("The garage", "Renamed");
    sites.replace(admin, "garage", theirs, read::equals);
    assertThatThrownBy(() -> sites.replace(admin, "garage", UseCases.GARAGE, read::equals))
        .isInstanceOf(Outdated.class)
        .hasMessage(
            "The site 'garage' is not what you read any more; read it again, and change that.");
    assertThat(sites.find(admin.reader(), "garage").name()).isEqualTo("Renamed");
    assertThatThrownBy(() -> sites.replace(admin, "yard", YARD, read::equals))
        .isInstanceOf(Outdated.class);
  }

  @Test
  void aDocumentIsOfTheSiteThatItIsPutTo() {
    assertThatThrownBy(() -> replace(service.editor(UseCases.ADMIN), "garage", UseCases.HARBOUR))
        .isInstanceOf(BadInput.class)
        .hasMessage("The document is of site 'harbour', not of 'garage'.");
    assertThatThrownBy(() -> sites.create(service.editor(UseCases.ADMIN), "site: ["))
        .isInstanceOf(BadInput.class);
  }

  @Test
  void overTheNetworkOnlyLiveCamerasInAllowedNetworksAreTaken() {
    for (String uri : new String[] {"/etc/passwd", "clip.mp4"}) {
      assertThatThrownBy(
              () ->
                  sites.create(
                      service.editor(UseCases.ADMIN),
                      YARD.replace(
                          "rtsp://127.0.0.1:8554/fence",
                          uri + "\n    start: 2026-03-01T08:00:00Z")))
          .as(uri)
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("only rtsp:// and rtsps:// addresses are taken");
    }
    assertThatThrownBy(
            () ->
                sites.create(
                    service.editor(UseCases.ADMIN), YARD.replace("127.0.0.1", "203.0.113.7")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("Camera 'fence'")
        .hasMessageContaining("cameras.allowed-networks");
    assertThatThrownBy(() -> sites.find(service.reader(UseCases.ADMIN), "yard"))
        .isInstanceOf(NotFound.class);
  }

  @Test
  void aCameraThatStaysAsItWasIsNotAskedAgain() {
    service.addSite(
        "site: old\nname: Old\ncameras:\n  - id: tape\n    uri: /tape.mp4\n"
            + "    start: 2026-03-01T08:00:00Z\n");
    String renamed =
        "site: old\nname: Renamed\ncameras:\n  - id: tape\n    uri: /tape.mp4\n"
            + "    start: 2026-03-01T08:00:00Z\n";
    assertThat(replace(service.editor(UseCases.ADMIN), "old", renamed).name()).isEqualTo("Renamed");
    assertThatThrownBy(
            () ->
                replace(service.editor(UseCases.ADMIN), "old", renamed.replace("/tape", "/other")))
        .isInstanceOf(BadInput.class);
  }

  @Test
  void aCameraOfAnotherSiteIsNotTaken() {
    assertThatThrownBy(
            () ->
                sites.create(service.editor(UseCases.ADMIN), YARD.replace("id: fence", "id: gate")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("belongs to another site");
  }

  @Test
  void aPlaceOutsideTheKnownPictureIsRefused() {
    service
        .jdbc()
        .sql(
            "insert into camera_latest (camera, site, at, up, width, height, boxes)"
                + " values ('quay', 'harbour', now(), true, 64, 48, '[]')")
        .update();
    assertThatThrownBy(
            () ->
                replace(
                    service.editor(UseCases.ADMIN),
                    "harbour",
                    UseCases.HARBOUR.replace("[10, 0]", "[65, 0]")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("The spot 'B1' of camera 'quay' reaches (65, 0)");
  }
}
