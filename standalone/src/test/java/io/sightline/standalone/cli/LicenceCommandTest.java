package io.sightline.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import picocli.CommandLine;

@ResourceLock(Resources.SYSTEM_OUT)
class LicenceCommandTest {
  @TempDir Path folder;

  private record Said(int code, String text) {}

  private static Said run(String... arguments) {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      int code = new CommandLine(new LicenceCommand()).execute(arguments);
      return new Said(code, out.toString(StandardCharsets.UTF_8).strip());
    } finally {
      System.setOut(before);
    }
  }

  @Test
  void whatIsIssuedIsVerifiedWithTheKeyThatWasPrinted() throws Exception {
    Path secret = folder.resolve("issuer.pem");
    Said open = run("keys", "--private-key", secret.toString());
    assertThat(open.code()).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
        .isEqualTo("rw-------");
    Said licence =
        run(
            "issue",
            "--private-key",
            secret.toString(),
            "--to",
            "Ciudad",
            "--expires",
            "2099-01-31",
            "--features",
            "plates,bolos",
            "--cameras",
            "10");
    assertThat(licence.code()).isZero();
    Said verified = run("verify", licence.text(), "--public-key", open.text());
    assertThat(verified.code()).isZero();
    assertThat(verified.text())
        .contains("\"Ciudad\"", "2099-01-31T00:00:00Z", "\"bolos\"", "\"cameras\":10");
    String before = Files.readString(secret);
    assertThat(run("keys", "--private-key", secret.toString()).code()).isNotZero();
    assertThat(Files.readString(secret)).as("no key is lost").isEqualTo(before);
    Said over =
        run("issue", "--private-key", secret.toString(), "--to", "x", "--expires", "2020-01-01");
    assertThat(run("verify", over.text(), "--public-key", open.text()).code()).isNotZero();
  }
}
