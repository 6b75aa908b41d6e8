package io.sightline.domain.messages;

import io.sightline.domain.BadInput;
import io.sightline.domain.settings.Settings;
import java.io.IOException;
import java.io.Reader;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Kafka brokers, and how a client reaches them.
 *
 * @param servers HOST:PORT, separated by commas
 * @param client Kafka's own settings of clients: how a connection is made safe, and who we are
 */
public record KafkaBrokers(String servers, Map<String, String> client) implements Serializable {
  /** What says how we connect; what we send and read, and how often, is not for it to say. */
  private static final Pattern OF_CONNECTIONS =
      Pattern.compile("(security|sasl|ssl|client|socket|connections|reconnect)\\..+");

  public KafkaBrokers {
    client = Map.copyOf(client);
  }

  /** Brokers that anybody may connect to. */
  public static KafkaBrokers at(String servers) {
    return new KafkaBrokers(servers, Map.of());
  }

  /**
   * Those that the settings name; empty for none.
   *
   * @throws BadInput when the file of `kafka.properties` cannot be used
   */
  public static Optional<KafkaBrokers> of(Settings settings) {
    String servers = settings.get(Settings.KAFKA_BOOTSTRAP_SERVERS);
    if (servers == null) {
      return Optional.empty();
    }
    String file = settings.get(Settings.KAFKA_PROPERTIES);
    return Optional.of(new KafkaBrokers(servers, file == null ? Map.of() : read(Path.of(file))));
  }

  private static Map<String, String> read(Path file) {
    Properties read = new Properties();
    try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      read.load(in);
    } catch (IOException | IllegalArgumentException e) {
      throw new BadInput(
          "The file " + file + " of kafka.properties cannot be read: " + e.getMessage() + ".", e);
    }
    Map<String, String> client = new TreeMap<>();
    for (String name : read.stringPropertyNames()) {
      if (!OF_CONNECTIONS.matcher(name).matches()) {
        throw new BadInput(
            "The file "
                + file
                + " of kafka.properties sets '"
                + name
                + "', which is not for it to say; leave what begins with security, sasl, ssl,"
                + " client, socket, connections or reconnect.");
      }
      client.put(name, read.getProperty(name).strip());
    }
    return client;
  }

  /** Whoever prints it does not print passwords. */
  @Override
  public String toString() {
    return servers;
  }
}
