package io.sightline.standalone;

import io.sightline.domain.BadInput;
import io.sightline.domain.privacy.PlateKeys;
import io.sightline.domain.secrets.KeyFile;
import io.sightline.domain.settings.Settings;
import io.sightline.job.CodeVersion;
import io.sightline.media.store.MediaAddress;
import io.sightline.runs.JobRunner;
import io.sightline.runs.RunFolders;
import io.sightline.runs.RunMaker;
import io.sightline.runs.embedded.EmbeddedRunner;
import io.sightline.runs.process.ProcessRunner;
import io.sightline.standalone.postgres.Database;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.util.FileUtils;

/**
 * Where things are: the program and what it writes. Everything written lies below one folder.
 *
 * @param home the program's own folder, with {@code flink-conf} in it
 * @param data everything written lives here
 */
public record Installation(Path home, Path data) {
  /** Of native libraries, which are unpacked once. */
  private static final long FIRST_NEEDED_BYTES = 128L << 20;

  private static final List<String> ONNX_RUNTIME = List.of("onnxruntime", "onnxruntime4j_jni");

  /** In the build with CUDA only. */
  private static final List<String> ONNX_RUNTIME_CUDA =
      List.of("onnxruntime_providers_shared", "onnxruntime_providers_cuda");

  private static final long CUDA_BYTES = 384L << 20;

  public static Installation of(Path data) {
    return new Installation(
        Path.of(System.getProperty("sightline.home", ".")).toAbsolutePath().normalize(),
        data.toAbsolutePath().normalize());
  }

  public Path flinkConf() {
    return home.resolve("flink-conf");
  }

  /** For files that nobody needs after this process. */
  public Path temp() {
    return data.resolve("temp").resolve(Long.toString(ProcessHandle.current().pid()));
  }

  /**
   * Makes the folder and {@link #temp} in it, and removes what processes that are gone left in
   * theirs.
   */
  public Path prepareTemp() throws IOException {
    makeData();
    Path own = Files.createDirectories(temp());
    try (Stream<Path> all = Files.list(own.getParent())) {
      for (Path folder : (Iterable<Path>) all::iterator) {
        String pid = folder.getFileName().toString();
        if (pid.matches("\\d{1,10}") && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
          FileUtils.deleteDirectory(folder.toFile());
        }
      }
    }
    return own;
  }

  /**
   * Plates and faces will lie in the folder: it is its owner's alone. Under root, PostgreSQL runs
   * as another user, who has to pass.
   */
  private void makeData() throws IOException {
    if (Files.isDirectory(data)) {
      return;
    }
    Files.createDirectories(data.getParent());
    boolean passed = "root".equals(System.getProperty("user.name"));
    try {
      Files.createDirectory(
          data,
          PosixFilePermissions.asFileAttribute(
              PosixFilePermissions.fromString(passed ? "rwx--x--x" : "rwx------")));
    } catch (FileAlreadyExistsException e) {
      // Another process has just made it, unless it is a file.
      Files.createDirectories(data);
    }
  }

  /** Models that come with the program; may be absent. */
  public Path bundledModels() {
    return home.resolve("models").resolve("bundled");
  }

  /** The site, footage and truth that come with the program. */
  public Path demo() {
    return home.resolve("demo");
  }

  /** What runs keep while they are made. */
  public RunFolders runs() {
    return new RunFolders(data.resolve("runs"));
  }

  /** Where footage and pictures are kept unless the settings say otherwise. */
  public Path mediaFolder() {
    return data.resolve("media");
  }

  /** Where pictures are kept as the settings say. */
  public MediaAddress media(Settings settings) {
    String url = settings.get(Settings.MEDIA_URL);
    return url == null ? MediaAddress.of(mediaFolder()) : MediaAddress.of(url);
  }

  /** The key that the settings name, or the one that is made here when it is first asked for. */
  public KeyFile key(Settings settings) {
    String given = settings.get(Settings.SECRETS_KEY_FILE);
    return KeyFile.of(given == null ? new Secrets(data).file("installation") : Path.of(given));
  }

  /** Version of the code, which every fact carries. */
  public String version() {
    return CodeVersion.get();
  }

  /**
   * A Flink cluster in this process.
   *
   * @param slots how many subtasks of one operator there can be
   */
  public EmbeddedRunner runner(int slots) {
    return new EmbeddedRunner(flinkConf(), temp(), slots);
  }

  /**
   * Runs jobs in processes of their own.
   *
   * @param slots how many subtasks of one operator there can be
   */
  public ProcessRunner processRunner(int slots) {
    return new ProcessRunner(flinkConf(), temp(), slots, "1500m");
  }

  /**
   * Makes runs.
   *
   * @param media where pictures are kept
   * @param parallelism how many subtasks an operator has
   */
  public RunMaker maker(Database database, JobRunner runner, MediaAddress media, int parallelism) {
    return maker(database, runner, media, parallelism, Settings.defaults());
  }

  /** The same with the keys of some settings. */
  public RunMaker maker(
      Database database, JobRunner runner, MediaAddress media, int parallelism, Settings settings) {
    return new RunMaker(
        runner,
        database.address(),
        runs(),
        media,
        version(),
        parallelism,
        PlateKeys.of(keyed(settings)));
  }

  /**
   * Settings with the key for erasing plates that is kept in the data folder, unless they have one.
   */
  public Settings keyed(Settings settings) {
    return settings.get(Settings.PRIVACY_ERASURE_KEY) == null
        ? settings.with(Settings.PRIVACY_ERASURE_KEY, new Secrets(data).get("erasure"))
        : settings;
  }

  /**
   * Has native libraries unpacked once, below {@link #data}, and not at every start into the
   * system's temporary folder.
   */
  public void prepareNatives() {
    try {
      boolean first = Files.notExists(data.resolve("native"));
      Path natives = Files.createDirectories(data.resolve("native"));
      DiskSpace.require(natives, first ? firstNeededBytes() : 0);
      System.setProperty("org.bytedeco.javacpp.cachedir", natives.resolve("javacpp").toString());
      // Frames, pictures and tensors are closed by their owners, and the pace of the garbage
      // collector is none of theirs.
      System.setProperty("org.bytedeco.javacpp.nopointergc", "true");
      System.setProperty("onnxruntime.native.path", unpackOnnxRuntime(natives).toString());
      System.setProperty("ai.djl.offline", "true");
      System.setProperty("OPT_OUT_TRACKING", "true");
    } catch (IOException e) {
      throw new BadInput(
          "The data folder "
              + data
              + " cannot be written: "
              + e.getMessage()
              + "; choose another --data.",
          e);
    }
  }

  private static long firstNeededBytes() {
    boolean cuda = ONNX_RUNTIME_CUDA.stream().anyMatch(library -> packed(library) != null);
    return FIRST_NEEDED_BYTES + (cuda ? CUDA_BYTES : 0);
  }

  private static Path unpackOnnxRuntime(Path natives) throws IOException {
    Path target = Files.createDirectories(natives.resolve("onnxruntime"));
    for (String library : ONNX_RUNTIME) {
      String name = System.mapLibraryName(library);
      URL packed = packed(library);
      if (packed == null) {
        throw new IOException("the program holds no " + name);
      }
      unpack(packed, target.resolve(name));
    }
    for (String library : ONNX_RUNTIME_CUDA) {
      URL packed = packed(library);
      if (packed != null) {
        unpack(packed, target.resolve(System.mapLibraryName(library)));
      }
    }
    return target;
  }

  private static URL packed(String library) {
    String folder = "/ai/onnxruntime/native/" + Platform.current().onnxRuntimeFolder() + "/";
    return Installation.class.getResource(folder + System.mapLibraryName(library));
  }

  private static void unpack(URL packed, Path file) throws IOException {
    // Versions differ in size; a file cut off by a kill does, too.
    if (!Files.exists(file) || Files.size(file) != packed.openConnection().getContentLengthLong()) {
      Path unfinished = Files.createTempFile(file.getParent(), "unpacked", ".part");
      try (InputStream in = packed.openStream()) {
        Files.copy(in, unfinished, StandardCopyOption.REPLACE_EXISTING);
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
