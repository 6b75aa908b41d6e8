package io.sightline.job;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** Version of the code, which every fact carries. */
public final class CodeVersion {
  private CodeVersion() {}

  public static String get() {
    try (InputStream in = CodeVersion.class.getResourceAsStream("/sightline-version.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new IllegalStateException("The version is part of the program.", e);
    }
  }
}
