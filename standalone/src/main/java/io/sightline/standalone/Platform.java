package io.sightline.standalone;

import io.sightline.domain.BadInput;
import java.util.Locale;

/** The kinds of machine that native libraries are there for. */
public enum Platform {
  LINUX_X86_64("linux-x86_64", "linux-x64"),
  LINUX_ARM64("linux-arm_64", "linux-aarch64"),
  MACOS_ARM64("darwin-arm_64", "osx-aarch64");

  private final String postgresArchive;
  private final String onnxRuntimeFolder;

  Platform(String postgresArchive, String onnxRuntimeFolder) {
    this.postgresArchive = postgresArchive;
    this.onnxRuntimeFolder = onnxRuntimeFolder;
  }

  /** How PostgreSQL's packed programs name this platform. */
  public String postgresArchive() {
    return postgresArchive;
  }

  /** How ONNX Runtime's jar names this platform. */
  public String onnxRuntimeFolder() {
    return onnxRuntimeFolder;
  }

  /**
   * @throws BadInput on any other machine
   */
  public static Platform current() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    boolean arm = arch.equals("aarch64") || arch.equals("arm64");
    boolean intel = arch.equals("amd64") || arch.equals("x86_64");
    if (os.contains("linux") && intel) {
      return LINUX_X86_64;
    }
    if (os.contains("linux") && arm) {
      return LINUX_ARM64;
    }
    if (os.contains("mac") && arm) {
      return MACOS_ARM64;
    }
    throw new BadInput(
        "Sightline runs on Linux (x86-64, arm64) and macOS (arm64), not on "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch")
            + ".");
  }
}
