package io.sightline.standalone.cli;

import io.sightline.domain.bundles.BundleManifest;
import io.sightline.domain.bundles.BundleSignature;
import io.sightline.domain.json.Json;
import io.sightline.domain.text.TextFile;
import io.sightline.standalone.bundle.BundleCheck;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "verify-bundle",
    description =
        "Says whether the bundle of a stay is what was signed; exit code 0 when it is, 3 when not.")
final class VerifyBundleCommand implements Subcommand {
  private static final int DIFFERENT = 3;
  private static final int MOST_PROBLEMS = 10;
  private static final int MOST_MEGABYTES = 1;

  @Mixin private CommonOptions common;

  @Parameters(index = "0", paramLabel = "FILE", description = "The bundle.")
  private Path file;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description =
          "The public key of the installation that is meant to have made it (PEM, from"
              + " /api/v1/bundle-key). Without it, only that the bundle fits the key in it is said.")
  private Path key;

  @Override
  public Integer call() {
    PublicKey given =
        key == null ? null : BundleSignature.ofPem(TextFile.read(key, MOST_MEGABYTES));
    BundleCheck.Outcome outcome = BundleCheck.of(file, given);
    System.out.println(common.json() ? json(outcome) : text(outcome));
    return outcome.isWhole() ? 0 : DIFFERENT;
  }

  private String text(BundleCheck.Outcome outcome) {
    if (outcome.isWhole()) {
      BundleManifest manifest = outcome.manifest();
      return "%s is whole: the stay %s at %s in the run %s, signed with the key %s%s."
          .formatted(
              file,
              manifest.stay(),
              manifest.site(),
              manifest.run(),
              outcome.key(),
              key == null ? ", whose owner --key would tell" : " that was given");
    }
    List<String> problems = outcome.problems();
    String more =
        problems.size() > MOST_PROBLEMS
            ? ", and " + (problems.size() - MOST_PROBLEMS) + " more"
            : "";
    return "%s is not what was signed: %s%s."
        .formatted(
            file,
            String.join(", ", problems.subList(0, Math.min(MOST_PROBLEMS, problems.size()))),
            more);
  }

  private String json(BundleCheck.Outcome outcome) {
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("file", file.toString());
    said.put("whole", outcome.isWhole());
    if (outcome.manifest() != null) {
      said.put("site", outcome.manifest().site());
      said.put("run", outcome.manifest().run());
      said.put("stay", outcome.manifest().stay());
    }
    said.put("key", outcome.key());
    said.put("key_given", key != null);
    said.put("problems", outcome.problems());
    return Json.write(said);
  }
}
