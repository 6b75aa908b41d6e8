package io.sightline.benchmarks;

import io.sightline.benchmarks.analytics.AnalyticsBench;
import io.sightline.benchmarks.chaos.ChaosCommand;
import io.sightline.benchmarks.service.ServiceBench;
import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.standalone.cli.CommonOptions;
import io.sightline.standalone.cli.Subcommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The benchmarks, each against its reference, in alternation. */
@Command(
    name = "bench",
    description =
        "Measures how fast it is: perception (job against bare ONNX Runtime), decode (replay against bare grabbing), "
            + "rejudge (stored observations against perception), "
            + "chain (decoding and perception against plain Python; needs --python), "
            + "analytics (judging without models, by backend of state; no reference), "
            + "service (query-service in a process of its own, asked by clients of this one). "
            + "bench chaos tries whether faults change a ledger.",
    subcommands = ChaosCommand.class)
public final class BenchCommand implements Subcommand {
  private static final List<String> NAMES =
      List.of("perception", "decode", "rejudge", "chain", "analytics", "service");

  @Mixin private CommonOptions common;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description =
          "perception, decode, rejudge, chain, analytics or service (default: the first three).")
  private String name;

  @Option(
      names = "--footage",
      paramLabel = "FILE",
      description = "Video that the frames come from (default: the demonstration's).")
  private Path footage;

  @Option(
      names = "--model",
      paramLabel = "ID",
      description = "Vehicle model (default: the one sites use).")
  private String model;

  @Option(
      names = "--python",
      paramLabel = "FILE",
      description = "Interpreter that has the packages of benchmarks/reference/requirements.txt.")
  private Path python;

  @Option(
      names = "--reference",
      paramLabel = "FILE",
      defaultValue = "benchmarks/reference/chain.py",
      description = "The chain in Python (default: ${DEFAULT-VALUE}, as in the sources).")
  private Path reference;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Rounds in alternation; medians count (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--cameras",
      paramLabel = "N",
      defaultValue = "10000",
      description =
          "For analytics: how many cameras there are, at a hundred sites (default: ${DEFAULT-VALUE}).")
  private int cameras;

  @Override
  public Integer call() throws Exception {
    if (name != null && !NAMES.contains(name)) {
      throw new BadInput(
          "There is no benchmark '" + name + "'; there are " + String.join(", ", NAMES) + ".");
    }
    if (rounds < 1 || rounds > 100) {
      throw new BadInput("--rounds " + rounds + " cannot be; give a number from 1 to 100.");
    }
    if ("analytics".equals(name)) {
      return analytics();
    }
    Path video = footage == null ? common.installation().demo().resolve("demo-bays.mp4") : footage;
    Bench bench = new Bench(common, video, model, rounds);
    List<Figure> figures = new ArrayList<>();
    if (name == null || name.equals("perception")) {
      figures.addAll(bench.perception());
    }
    if (name == null || name.equals("decode")) {
      figures.addAll(bench.decode());
    }
    if (name == null || name.equals("rejudge")) {
      figures.addAll(bench.rejudge());
    }
    if ("chain".equals(name)) {
      if (python == null) {
        throw new BadInput("The benchmark chain needs a Python; name it with --python.");
      }
      figures.addAll(bench.chain(python, reference));
    }
    if ("service".equals(name)) {
      figures.addAll(
          new ServiceBench(
                  common.installation(), bench.manifest(), common.modelFolders(), video, rounds)
              .figures());
    }
    if (common.json()) {
      System.out.println(Json.write(Map.of("figures", figures)));
    } else {
      figures.forEach(System.out::println);
    }
    return 0;
  }

  private int analytics() throws Exception {
    if (cameras < AnalyticsBench.SITES || cameras > 2_000_000) {
      throw new BadInput(
          "--cameras "
              + cameras
              + " cannot be; give a number from "
              + AnalyticsBench.SITES
              + " to 2000000.");
    }
    List<AnalyticsBench.Figure> figures =
        new AnalyticsBench(common.installation()).figures(cameras);
    if (common.json()) {
      System.out.println(Json.write(Map.of("figures", figures)));
    } else {
      figures.forEach(System.out::println);
    }
    return 0;
  }
}
