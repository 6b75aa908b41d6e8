package io.sightline.benchmarks.service;

import io.sightline.benchmarks.BareDetector;
import io.sightline.benchmarks.CommandProcess;
import io.sightline.benchmarks.Figure;
import io.sightline.benchmarks.Measurement;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.json.Json;
import io.sightline.media.DatedVideo;
import io.sightline.media.PictureEncoder;
import io.sightline.media.PictureFile;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.manifest.ModelTask;
import io.sightline.models.runtime.PoolOptions;
import io.sightline.standalone.Installation;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the service costs and how fast it answers: {@code query-service} in a process of its own
 * with a database of its own, asked by clients of this one.
 */
public final class ServiceBench {
  private static final int CLIENTS = 32;
  private static final int WARM = 64;
  private static final int PICTURES_A_ROUND = 160;
  private static final int EMOTIONS_A_ROUND = 1_000;
  private static final int EMOTIONS_AT_PACE = 100;
  private static final int PACE_MILLIS = 100;
  private static final int IDLE = 1_000;
  private static final int ACTIVE = 50;
  private static final int OF_ACTIVE = 1_000;
  private static final int ACTIVE_MILLIS = 1_000;
  private static final int BURST = 10_000;
  private static final int MOST_PICTURES = 40;

  /** After which memory that a burst took is given back. */
  private static final long REST_SECONDS = 30;

  private static final long START_SECONDS = 120;
  private static final double KIB_A_MIB = 1024;
  private static final String EMOTIONS = "/api/v1/predict";
  private static final String VEHICLES = "/api/v1/detect/vehicles";
  private static final String PLATES = "/api/v1/detect/license-plate";
  private static final String LOGS = "logs";
  private static final Pattern PORT = Pattern.compile("answers on port (\\d+)");
  private static final Pattern PASSWORD = Pattern.compile("password (\\S+)");

  private final Installation installation;
  private final ModelManifest vehicles;
  private final List<Path> models;
  private final Path footage;
  private final int rounds;

  /**
   * @param vehicles model that looks for vehicles
   * @param models folders of models
   * @param footage video whose pictures are sent where vehicles are looked for
   */
  public ServiceBench(
      Installation installation,
      ModelManifest vehicles,
      List<Path> models,
      Path footage,
      int rounds) {
    this.installation = installation;
    this.vehicles = vehicles;
    this.models = models;
    this.footage = footage;
    this.rounds = rounds;
  }

  /** All figures. */
  public List<Figure> figures() throws Exception {
    List<byte[]> cars = pictures(footage);
    List<byte[]> faces = pictures(installation.demo().resolve("demo-kiosk.mp4"));
    Path data =
        Files.createTempDirectory(Files.createDirectories(installation.temp()), "bench-service");
    List<Figure> figures = new ArrayList<>();
    try (CommandProcess service = start(data)) {
      try {
        String address = address(service);
        Clients withFaces = new Clients(address, faces);
        Clients withCars = new Clients(address, cars);
        withFaces.post(EMOTIONS, CLIENTS, EMOTIONS_A_ROUND);
        withCars.post(PLATES, 1, 4);
        figures.addAll(emotions(withFaces, data.resolve(LOGS + "/access.log"), faces));
        figures.add(
            Figure.alone("service-resident-busy", service.residentKib() / KIB_A_MIB, "MiB"));
        TimeUnit.SECONDS.sleep(REST_SECONDS);
        figures.add(Figure.alone("service-resident", service.residentKib() / KIB_A_MIB, "MiB"));
        figures.addAll(sockets(withFaces));
        figures.addAll(burst(service, withFaces, address));
        figures.addAll(vehicles(service, withCars, cars));
      } finally {
        // In order, since a database of its own ends with it.
        service.stop();
      }
    }
    return figures;
  }

  private CommandProcess start(Path data) throws IOException {
    List<String> arguments = new ArrayList<>();
    try (ServerSocket free = new ServerSocket(0)) {
      String port = Integer.toString(free.getLocalPort());
      arguments.addAll(List.of("query-service", "--data", data.toString(), "--port", port));
    }
    models.forEach(folder -> arguments.addAll(List.of("--models", folder.toString())));
    String any = "1000000";
    return CommandProcess.launch(
        installation.home(),
        installation.temp(),
        Map.ofEntries(
            Map.entry("SIGHTLINE_SERVICE_ADDRESS", "127.0.0.1"),
            Map.entry("SIGHTLINE_LOGGING_DIRECTORY", data.resolve(LOGS).toString()),
            Map.entry("SIGHTLINE_EMOTIONS_PURPOSE", "a benchmark"),
            Map.entry("SIGHTLINE_EMOTIONS_PLACE", "a test bench"),
            Map.entry("SIGHTLINE_PREDICTIONS_MODELS", vehicles.id()),
            Map.entry("SIGHTLINE_LIMITS_PREDICTIONS", any),
            Map.entry("SIGHTLINE_LIMITS_REQUESTS", any),
            Map.entry("SIGHTLINE_LIMITS_REQUESTS_AT_ONCE", any),
            Map.entry("SIGHTLINE_LIMITS_CONNECTIONS", any),
            Map.entry("SIGHTLINE_LIMITS_LIVE_CLIENTS", any),
            Map.entry("SIGHTLINE_LIMITS_LIVE_PERSON", any)),
        arguments);
  }

  private static String address(CommandProcess service) throws Exception {
    return "http://127.0.0.1:" + said(service, PORT);
  }

  private static String said(CommandProcess service, Pattern pattern) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (System.nanoTime() < deadline && !service.ends(100)) {
      for (String line : service.lines()) {
        Matcher matcher = pattern.matcher(line);
        if (matcher.find()) {
          return matcher.group(1);
        }
      }
    }
    throw new IllegalStateException("The service did not start: " + service.said());
  }

  private List<Figure> emotions(Clients clients, Path log, List<byte[]> pictures) throws Exception {
    double[] inside = new double[rounds];
    double[] bare = new double[rounds];
    double[] rest = new double[rounds];
    double[] socket = new double[rounds];
    double[] paced = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      rest[round] = clients.post(EMOTIONS, CLIENTS, EMOTIONS_A_ROUND).perSecond();
      socket[round] = clients.predict(CLIENTS, EMOTIONS_A_ROUND, 0).perSecond();
      paced[round] = clients.postEvery(EMOTIONS, PACE_MILLIS, EMOTIONS_AT_PACE).quantile(0.5);
      inside[round] = inside(log);
      bare[round] =
          bareMillis(ModelTask.FACE_DETECTION, pictures)
              + bareMillis(ModelTask.EMOTION_CLASSIFICATION, pictures);
    }
    return List.of(
        Figure.alone("service-emotions-rest", Measurement.median(rest), "predictions/s"),
        Figure.alone("service-emotions-socket", Measurement.median(socket), "predictions/s"),
        Figure.alone("service-emotions-p50", Measurement.median(paced), "ms"),
        new Figure(
            "service-emotions-inside",
            Measurement.median(inside),
            "ms",
            Measurement.median(bare),
            Measurement.median(ratios(inside, bare))));
  }

  /** How long the service took for the latest emotions, request to reply; the median. */
  private static double inside(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    double[] millis =
        lines.subList(lines.size() - EMOTIONS_AT_PACE, lines.size()).stream()
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .toArray();
    return Measurement.median(millis);
  }

  /** How long decoding, preparation and session of a bundled model take, one by one. */
  private double bareMillis(ModelTask task, List<byte[]> pictures) throws Exception {
    ModelManifest manifest =
        ModelCatalog.of(List.of(), installation.bundledModels()).requireDefault(task);
    try (BareDetector bare = new BareDetector(manifest)) {
      return TimeUnit.SECONDS.toMillis(1)
          / bare.run(number -> decoded(pictures, number), WARM, WARM + PICTURES_A_ROUND, 1)
              .perSecond();
    }
  }

  private static List<Figure> sockets(Clients clients) throws Exception {
    List<Clients.Socket> idle = clients.open(IDLE);
    try {
      Clients.Load load = clients.predict(ACTIVE, OF_ACTIVE, ACTIVE_MILLIS);
      return List.of(
          Figure.alone("service-sockets-p50", load.quantile(0.5), "ms"),
          Figure.alone("service-sockets-p99", load.quantile(0.99), "ms"));
    } finally {
      idle.forEach(Clients.Socket::close);
    }
  }

  /** How much memory a burst takes, and whether each of its predictions is written down once. */
  private static List<Figure> burst(CommandProcess service, Clients clients, String address)
      throws Exception {
    String password = said(service, PASSWORD);
    long before = written(address, password, 0);
    long memory = service.residentKib();
    Clients.Load load = clients.post(EMOTIONS, CLIENTS, BURST);
    long after = service.residentKib();
    long written = written(address, password, before + BURST) - before;
    return List.of(
        Figure.alone("service-burst", load.perSecond(), "predictions/s"),
        new Figure("service-burst-written", written, "predictions", BURST),
        new Figure("service-burst-resident", after / KIB_A_MIB, "MiB", memory / KIB_A_MIB));
  }

  /** How many predictions were written down, once they are at least so many. */
  private static long written(String address, String password, long least) throws Exception {
    HttpClient http = HttpClient.newHttpClient();
    HttpResponse<String> signedIn =
        http.send(
            HttpRequest.newBuilder(URI.create(address + "/api/v1/auth/login"))
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        Json.write(Map.of("username", "admin", "password", password))))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    String token = Json.read(signedIn.body(), Map.class).get("access_token").toString();
    HttpRequest question =
        HttpRequest.newBuilder(URI.create(address + "/api/v1/dashboard/stats"))
            .header("Authorization", "Bearer " + token)
            .build();
    long total = -1;
    for (int tries = 0; tries < START_SECONDS && total < least; tries++) {
      String answer = http.send(question, HttpResponse.BodyHandlers.ofString()).body();
      total = ((Number) Json.read(answer, Map.class).get("total_predictions")).longValue();
      if (total < least) {
        TimeUnit.SECONDS.sleep(1);
      }
    }
    return total;
  }

  /** The service's processor time of a picture against bare decoding, preparation and session. */
  private List<Figure> vehicles(CommandProcess service, Clients clients, List<byte[]> pictures)
      throws Exception {
    double[] cost = new double[rounds];
    double[] bareCost = new double[rounds];
    double[] pace = new double[rounds];
    double[] barePace = new double[rounds];
    int threads = PoolOptions.forReplay().instances();
    clients.post(VEHICLES, CLIENTS, WARM);
    try (BareDetector bare = new BareDetector(vehicles)) {
      for (int round = 0; round < rounds; round++) {
        long before = service.cpu().toMillis();
        Clients.Load load = clients.post(VEHICLES, CLIENTS, PICTURES_A_ROUND);
        cost[round] = (double) (service.cpu().toMillis() - before) / PICTURES_A_ROUND;
        pace[round] = load.perSecond();
        Measurement reference =
            bare.run(number -> decoded(pictures, number), WARM, WARM + PICTURES_A_ROUND, threads);
        bareCost[round] = reference.cpuMillisPerFrame();
        barePace[round] = reference.perSecond();
      }
    }
    String name = "service-" + vehicles.id();
    return List.of(
        new Figure(
            name,
            Measurement.median(pace),
            "pictures/s",
            Measurement.median(barePace),
            Measurement.median(ratios(pace, barePace))),
        new Figure(
            name + "-cpu",
            Measurement.median(cost),
            "cpu-ms/picture",
            Measurement.median(bareCost),
            Measurement.median(ratios(cost, bareCost))));
  }

  private static Picture decoded(List<byte[]> pictures, long number) {
    return PictureFile.read("picture", pictures.get((int) (number % pictures.size())));
  }

  private static double[] ratios(double[] values, double[] references) {
    double[] ratios = new double[values.length];
    Arrays.setAll(ratios, i -> values[i] / references[i]);
    return ratios;
  }

  private static List<byte[]> pictures(Path video) {
    List<byte[]> pictures = new ArrayList<>();
    try (DatedVideo frames = DatedVideo.open(video, DatedVideo.Position.START)) {
      while (pictures.size() < MOST_PICTURES && frames.advance()) {
        pictures.add(PictureEncoder.jpeg(PictureEncoder.image(frames.frame().picture())));
      }
    }
    return pictures;
  }
}
