package io.sightline.standalone;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The system's browser. */
public final class Chromium implements AutoCloseable {
  private static final Optional<Path> PROGRAM =
      Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
          .map(Path::of)
          .filter(Files::isExecutable)
          .findFirst();

  private final Playwright playwright;
  private final Browser browser;

  private Chromium() {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(PROGRAM.orElseThrow())
                    .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")));
  }

  /** Skips the test, saying why, where there is none. */
  public static Chromium open() {
    assumeTrue(PROGRAM.isPresent(), "There is no Chromium (Debian: chromium)");
    return new Chromium();
  }

  /** Somewhere else than any site of the tests, so that it is seen whose times are shown. */
  public Page page() {
    return browser.newPage(new Browser.NewPageOptions().setTimezoneId("Asia/Kathmandu"));
  }

  @Override
  public void close() {
    playwright.close();
  }
}
