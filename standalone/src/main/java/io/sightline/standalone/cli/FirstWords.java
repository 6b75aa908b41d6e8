package io.sightline.standalone.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
