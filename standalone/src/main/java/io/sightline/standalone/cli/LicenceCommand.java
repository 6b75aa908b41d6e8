package io.sightline.standalone.cli;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.domain.licence.Licence;
import io.sightline.domain.licence.LicenceKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "licence",
    description = "Makes licence keys, issues and verifies them, without a network.")
final class LicenceCommand implements Subcommand {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Parameters(
      index = "0",
      paramLabel = "WHAT",
      description = "keys (a pair of keys for an issuer), issue or verify.")
  private String what;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "KEY",
      description = "The licence to verify.")
  private String licence;

  @Option(
      names = "--private-key",
      paramLabel = "FILE",
      description = "The issuer's, PEM; written by keys, read by issue.")
  private Path secret;

  @Option(
      names = "--public-key",
      paramLabel = "TEXT",
      description = "The issuer's, as keys prints it and licence.public-key holds it.")
  private String open;

  @Option(names = "--to", paramLabel = "NAME", description = "Whom a licence is given to.")
  private String to;

  @Option(
      names = "--expires",
      paramLabel = "DATE",
      description = "Day on which it is over, 2027-01-31, in UTC; left out, never.")
  private String expires;

  @Option(
      names = "--features",
      split = ",",
      paramLabel = "NAME",
      description = "What it allows, separated by commas.")
  private List<String> features = List.of();

  @Option(
      names = "--cameras",
      paramLabel = "N",
      description = "Most cameras; left out, any number.")
  private Integer cameras;

  @Override
  public Integer call() throws Exception {
    switch (what) {
      case "keys" -> keys();
      case "issue" -> issue();
      case "verify" -> verify();
      default -> throw new BadInput("There is no '" + what + "'; say keys, issue or verify.");
    }
    return 0;
  }

  private void keys() throws IOException, GeneralSecurityException {
    if (secret == null) {
      throw new BadInput("Say where the private key goes, with --private-key FILE.");
    }
    if (Files.exists(secret)) {
      throw new BadInput(secret + " is there already; name another file, so that no key is lost.");
    }
    KeyPair made = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Files.createFile(
        secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        secret,
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(made.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
    System.out.println(Base64.getEncoder().encodeToString(made.getPublic().getEncoded()));
  }

  private void issue() throws IOException {
    if (secret == null || to == null || to.isBlank()) {
      throw new BadInput("A licence needs --private-key FILE and --to NAME.");
    }
    if (!Files.isRegularFile(secret)) {
      throw new BadInput("There is no private key " + secret + "; make one with licence keys.");
    }
    if (cameras != null && cameras < 1) {
      throw new BadInput("--cameras should be 1 or more.");
    }
    try {
      System.out.println(
          LicenceKey.issue(
              new Licence(UUID.randomUUID().toString(), to.strip(), features, cameras, end()),
              LicenceKey.secret(Files.readString(secret))));
    } catch (IllegalArgumentException e) {
      throw new BadInput("The file " + secret + " " + e.getMessage() + ".", e);
    }
  }

  private Instant end() {
    try {
      return expires == null
          ? null
          : LocalDate.parse(expires).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeParseException e) {
      throw new BadInput("--expires should be a day such as 2027-01-31.", e);
    }
  }

  private void verify() {
    if (licence == null || open == null) {
      throw new BadInput("Give the licence, and the issuer's --public-key.");
    }
    Licence found;
    try {
      found = LicenceKey.verify(licence, LicenceKey.issuer(open));
    } catch (IllegalArgumentException e) {
      throw new BadInput("--public-key " + e.getMessage() + ".", e);
    }
    System.out.println(Json.write(found));
    if (found.isOver(Instant.now())) {
      throw new BadInput("This licence was over at " + found.expiresAt() + ".");
    }
  }
}
