package io.sightline.standalone.cli;

import io.sightline.domain.settings.Settings;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What somebody hears who does not know the commands yet, or mistyped one. */
final class FirstWords {
  private static final String BEGIN =
      """
      Sightline turns cameras into facts that can be re-derived.

      Begin with
        ./sightline demo                                            four minutes of a car park, analysed and shown
        ./sightline detect PICTURE --draw OUT.png                   what the models see in a picture of yours
        ./sightline serve                                           live cameras, with pages to set them up

      All commands
      """;

  /** Of so many letters, one may be wrong. */
  private static final int LETTERS_A_MISTAKE = 3;

  private static final String PREFIX = "SIGHTLINE_";

  /** Variables of the start script and the terminal, which are no settings. */
  private static final Set<String> OTHER_VARIABLES = Set.of("HEAP", "JAVA_OPTIONS", "TERMINAL");

  private static final Pattern OF_KUBERNETES =
      Pattern.compile(
          "SIGHTLINE(_[A-Z0-9_]+)?_(PORT(_[0-9A-Z_]+)?|SERVICE_(HOST|PORT(_[A-Z0-9_]+)?))");

  private FirstWords() {}

  static String of(CommandLine sightline) {
    StringBuilder text = new StringBuilder(BEGIN);
    sightline
        .getSubcommands()
        .forEach(
            (name, command) ->
                text.append("  %-14s %s%n".formatted(name, description(command.getCommandSpec()))));
    return text.append("%n./sightline COMMAND --help says what a command takes.".formatted())
        .toString();
  }

  /** The first clause of what a command says of itself. */
  private static String description(CommandLine.Model.CommandSpec spec) {
    CommandLine.Model.UsageMessageSpec usage = spec.usageMessage();
    return Stream.of(usage.header(), usage.description())
        .flatMap(Stream::of)
        .findFirst()
        .orElse("")
        .replaceFirst("[.;:(].*", "")
        .strip();
  }

  /**
   * What was meant by a command or option that there is not; empty where something else is wrong.
   */
  static Optional<String> mistyped(ParameterException e) {
    CommandLine command = whereUnmatched(e);
    Optional<String> unknown = unknown(e, command);
    boolean option = unknown.isPresent() && unknown.get().startsWith("-");
    boolean top = command.getParent() == null;
    if (unknown.isEmpty() || (!option && !top)) {
      return Optional.empty();
    }
    String word = unknown.get().replaceFirst("=.*", "");
    Collection<String> known =
        option ? command.getCommandSpec().optionsMap().keySet() : command.getSubcommands().keySet();
    Optional<String> owner = top && option ? commandWith(word, command) : Optional.empty();
    if (owner.isPresent()) {
      return Optional.of(
          "The option "
              + word
              + " comes after a command, as in ./sightline "
              + owner.get()
              + " "
              + word
              + "; ./sightline lists all commands.");
    }
    String meant = nearest(word, known).map(near -> "; did you mean " + near + "?").orElse(".");
    String name = command.getCommandSpec().qualifiedName();
    return Optional.of(
        option
            ? name + " has no option " + word + meant + " See ./" + name + " --help."
            : "There is no command '" + word + "'" + meant + " ./sightline lists all commands.");
  }

  private static Optional<String> commandWith(String option, CommandLine top) {
    return top.getSubcommands().entrySet().stream()
        .filter(one -> one.getValue().getCommandSpec().optionsMap().containsKey(option))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** What is required is missing where it is mistyped, or given too early, and is said first. */
  private static CommandLine whereUnmatched(ParameterException e) {
    CommandLine command = e.getCommandLine();
    boolean before =
        !(e instanceof UnmatchedArgumentException)
            && command.getUnmatchedArguments().isEmpty()
            && command.getParent() != null;
    return before ? command.getParent() : command;
  }

  private static Optional<String> unknown(ParameterException e, CommandLine command) {
    List<String> unmatched =
        e instanceof UnmatchedArgumentException words
            ? words.getUnmatched()
            : command.getUnmatchedArguments();
    return unmatched.stream().findFirst();
  }

  /**
   * A sentence for each environment variable that is named as settings are and is none. What
   * Kubernetes says of a service that is called Sightline is left out of account.
   */
  static List<String> unknownVariables(Set<String> names) {
    Set<String> known = new HashSet<>(OTHER_VARIABLES);
    Settings.all().forEach(setting -> known.add(setting.variable().substring(PREFIX.length())));
    return names.stream()
        .filter(name -> name.startsWith(PREFIX) && !OF_KUBERNETES.matcher(name).matches())
        .map(name -> name.substring(PREFIX.length()))
        .filter(name -> !known.contains(name))
        .sorted()
        .map(
            name ->
                "Nothing reads the environment variable "
                    + PREFIX
                    + name
                    + nearest(name, known)
                        .map(near -> "; did you mean " + PREFIX + near + "?")
                        .orElse(".")
                    + " docs/configuration.md lists all.")
        .toList();
  }

  private static Optional<String> nearest(String word, Collection<String> known) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    int most = Math.max(1, word.replaceFirst("^-+", "").length() / LETTERS_A_MISTAKE);
    Stream<Map.Entry<String, Integer>> distances =
        known.stream().map(one -> Map.entry(one, distance.apply(word, one)));
    return distances
        .filter(one -> one.getValue() <= most)
        .min(
            Comparator.comparing(Map.Entry<String, Integer>::getValue)
                .thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey);
  }
}
