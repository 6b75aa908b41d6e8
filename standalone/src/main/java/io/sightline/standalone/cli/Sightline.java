package io.sightline.standalone.cli;

import io.sightline.domain.BadInput;
import io.sightline.domain.settings.DotEnv;
import io.sightline.domain.settings.KubernetesVariables;
import io.sightline.media.MediaFailure;
import io.sightline.models.runtime.OnnxRuntime;
import io.sightline.runs.JobFailedException;
import io.sightline.standalone.Installation;
import io.sightline.standalone.StopSignal;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.flink.util.ExceptionUtils;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The {@code sightline} command line. */
@Command(
    name = "sightline",
    description = "Turns cameras into facts that can be re-derived.",
    subcommands = {
      DemoCommand.class,
      ServeCommand.class,
      ReplayCommand.class,
      SimulateCommand.class,
      ExportCommand.class,
      PsqlCommand.class,
      DiffCommand.class,
      ReconcileCommand.class,
      VerifyBundleCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      DetectCommand.class,
      EvaluateCommand.class,
      ModelsCommand.class,
      MigrateCommand.class,
      ImportCommand.class,
      CompareCommand.class,
      LicenceCommand.class,
      QueryServiceCommand.class,
      DoctorCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Sightline implements Runnable {
  static final int FAILED = 1;
  static final int BAD_INPUT = 2;
  static final Path DEFAULT_DATA = Path.of(".sightline");

  @CommandLine.Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @CommandLine.Option(
      names = {"-V", "--version"},
      description = "Show the version.")
  private boolean version;

  /** Without a command: what one can do. */
  @Override
  public void run() {
    System.out.println(
        version
            ? "Sightline " + Installation.of(DEFAULT_DATA).version()
            : FirstWords.of(spec.commandLine()));
  }

  public static void main(String[] args) throws InterruptedException {
    Step.during(
        "Preparing native libraries",
        () -> {
          prepareData(args);
          return null;
        });
    // What libraries log through the JDK goes where all logs go, and not to the terminal.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    Map<String, String> variables = variables();
    FirstWords.unknownVariables(variables.keySet()).forEach(System.err::println);
    KubernetesVariables.note(variables).ifPresent(System.err::println);
    StopSignal stop = StopSignal.interrupting(Thread.currentThread());
    int code = execute(args);
    // Whoever was asked to end hears no more of it while the rest ends in order.
    Thread.interrupted();
    OnnxRuntime.end();
    System.exit(stop.code().orElse(code));
  }

  private static Map<String, String> variables() {
    try {
      return DotEnv.over(Path.of(""), System.getenv());
    } catch (BadInput e) {
      // Whoever reads the settings says what is wrong with the file.
      return System.getenv();
    }
  }

  /** Runs a command in this process and returns its exit code. */
  public static int execute(String... args) {
    CommandLine commands = new CommandLine(new Sightline());
    ServiceLoader.load(Subcommand.class).forEach(commands::addSubcommand);
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    commands.setParameterExceptionHandler((e, arguments) -> refuse(e));
    commands.setExecutionExceptionHandler((e, command, parsed) -> fail(e, args));
    try {
      return commands.execute(args);
    } catch (OutOfMemoryError e) {
      System.err.println(
          "There is not enough memory (%d MB): %s. Give more with SIGHTLINE_HEAP=6g, or do less at once."
              .formatted(Runtime.getRuntime().maxMemory() >> 20, e.getMessage()));
      return FAILED;
    }
  }

  /**
   * The log's place has to be known before the first logger is made, and so before options are
   * parsed.
   */
  private static void prepareData(String[] args) {
    Path data = DEFAULT_DATA;
    // The pictures that are evaluated are given with --data, too; nothing is written there.
    boolean pictures = args.length > 0 && args[0].equals(EvaluateCommand.NAME);
    for (int i = 0; i < args.length && !pictures; i++) {
      if (args[i].equals("--data") && i + 1 < args.length) {
        data = Path.of(args[i + 1]);
      } else if (args[i].startsWith("--data=")) {
        data = Path.of(args[i].substring("--data=".length()));
      }
    }
    try {
      System.setProperty(
          "sightline.log", data.toAbsolutePath().resolve("sightline.log").toString());
      System.setProperty("java.io.tmpdir", Installation.of(data).prepareTemp().toString());
      Installation.of(data).prepareNatives();
    } catch (BadInput e) {
      System.err.println(e.getMessage());
      System.exit(BAD_INPUT);
    } catch (IOException e) {
      System.err.println(
          "The data folder "
              + data.toAbsolutePath()
              + " cannot be written ("
              + e.getMessage()
              + "); "
              + (pictures ? "start it in a folder that can be." : "choose another with --data."));
      System.exit(BAD_INPUT);
    }
  }

  private static int refuse(ParameterException e) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    System.err.println(
        FirstWords.mistyped(e)
            .orElseGet(
                () -> {
                  String sentence = e.getMessage().strip().replaceAll("\\s+", " ");
                  return sentence
                      + (sentence.endsWith(".") ? "" : ".")
                      + " See ./"
                      + command
                      + " --help.";
                }));
    return BAD_INPUT;
  }

  private static int fail(Exception e, String[] args) {
    if (isStop(e)) {
      System.err.println("Stopped.");
      return FAILED;
    }
    System.err.println(sentence(e));
    if (Arrays.asList(args).contains("--verbose")) {
      e.printStackTrace(System.err);
    }
    return isBadInput(e) ? BAD_INPUT : FAILED;
  }

  private static boolean isStop(Throwable e) {
    return ExceptionUtils.findThrowable(e, InterruptedException.class).isPresent()
        || ExceptionUtils.findThrowable(e, ClosedByInterruptException.class).isPresent();
  }

  private static boolean isBadInput(Exception e) {
    return e instanceof BadInput || e instanceof MediaFailure;
  }

  private static String sentence(Exception e) {
    if (isBadInput(e)) {
      return e.getMessage();
    }
    // What was asked says less than what the database answered.
    Throwable cause =
        e instanceof DataAccessException ? NestedExceptionUtils.getMostSpecificCause(e) : e;
    String reason =
        cause.getMessage() == null
            ? cause.getClass().getSimpleName()
            : cause.getMessage().strip().replaceAll("\\s+", " ");
    String end = reason.endsWith(".") ? "" : ".";
    if (e instanceof JobFailedException) {
      return "The run failed: " + reason + end + " The same command takes it up again.";
    }
    if (e instanceof DataAccessException) {
      return "The database failed: "
          + reason
          + end
          + " When it is back, the same command goes on where this one was.";
    }
    return reason + end + " --verbose shows more.";
  }
}
