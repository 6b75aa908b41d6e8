package io.sightline.models.runtime;

import com.google.protobuf.CodedInputStream;
import io.sightline.domain.BadInput;
import io.sightline.domain.Digest;
import io.sightline.models.manifest.ModelManifest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/**
 * The files that a model's weights lie in.
 *
 * @param onnx absolute
 * @param external the files of its external data by name: relative to the ONNX file's folder, with
 *     slashes, without dots
 */
public record ModelFiles(Path onnx, TreeMap<String, Path> external) {

  /**
   * What names a model's weights; see {@link #sha256()}.
   *
   * @throws BadInput when a file of the model is missing or cannot be read
   */
  public static String sha256(ModelManifest manifest) {
    return of(manifest.file()).sha256();
  }

  /**
   * @throws BadInput when the file is no ONNX file, or external data that it names is missing or
   *     lies outside its folder
   */
  static ModelFiles of(Path onnx) {
    NoWeights.refuse(onnx);
    Path folder = onnx.toAbsolutePath().normalize().getParent();
    ExternalData data = externalData(onnx);
    TreeMap<String, Path> files = new TreeMap<>();
    for (String location : data.all()) {
      Path file = inside(folder, location);
      if (file != null && Files.isRegularFile(file)) {
        NoWeights.refuse(file);
        files.put(name(folder, file), file);
      } else if (data.required().contains(location)) {
        throw file == null ? outside(onnx, location) : missing(onnx, location);
      }
    }
    return new ModelFiles(onnx, files);
  }

  private static ExternalData externalData(Path onnx) {
    try (FileChannel channel = FileChannel.open(onnx)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new BadInput(
            "The model file "
                + onnx
                + " is larger than 2 GiB, which no ONNX file may be; export it with its weights as"
                + " external data.");
      }
      return ExternalData.of(
          CodedInputStream.newInstance(
              channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())));
    } catch (IOException e) {
      throw new BadInput(
          "The model file "
              + onnx
              + " cannot be loaded: it is damaged or no ONNX file ("
              + String.valueOf(e.getMessage()).replaceFirst("\\.$", "")
              + "); fetch or export it again.",
          e);
    }
  }

  /** Null when the location is no place in the folder. */
  private static Path inside(Path folder, String location) {
    try {
      Path file = folder.resolve(location).normalize();
      boolean plain = location.chars().noneMatch(Character::isISOControl);
      return plain && file.startsWith(folder) && !file.equals(folder) ? file : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static String name(Path folder, Path file) {
    return folder.relativize(file).toString().replace('\\', '/');
  }

  private static BadInput missing(Path onnx, String location) {
    return new BadInput(
        "The model file "
            + onnx
            + " keeps weights in "
            + location
            + ", which is missing beside it; put that file there, under that name.");
  }

  private static BadInput outside(Path onnx, String location) {
    return new BadInput(
        "The model file "
            + onnx
            + " keeps weights in '"
            + location.replaceAll("\\p{Cntrl}", "?")
            + "', outside its own folder, from where nothing is read; export it with its external"
            + " data beside it.");
  }

  /**
   * The SHA-256 of the ONNX file, where it holds all there is. With external data, the SHA-256 of
   * what {@code sha256sum} prints about all files: a line a file, its own SHA-256, two spaces and
   * its name; the ONNX file first, the others in the order of their names.
   *
   * @throws BadInput when a file cannot be read
   */
  String sha256() {
    String own = sha256(onnx);
    if (external.isEmpty()) {
      return own;
    }
    StringBuilder lines = new StringBuilder(line(own, onnx.getFileName().toString()));
    external.forEach((name, file) -> lines.append(line(sha256(file), name)));
    return Digest.sha256(lines.toString());
  }

  private static String line(String sha256, String name) {
    return sha256 + "  " + name + "\n";
  }

  private static String sha256(Path file) {
    try {
      return Digest.sha256(file);
    } catch (IOException e) {
      throw new BadInput("The model file " + file + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /** Names of all files, the ONNX file first. */
  List<String> names() {
    List<String> names = new java.util.ArrayList<>(List.of(onnx.getFileName().toString()));
    names.addAll(external.keySet());
    return names;
  }
}
