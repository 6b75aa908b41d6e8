package io.sightline.domain.network;

import io.sightline.domain.BadInput;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** Networks that may be reached, in CIDR notation (RFC 4632, RFC 4291). */
public record AllowedNetworks(List<String> blocks) implements Serializable {

  /**
   * @throws BadInput when a block is no CIDR block
   */
  public static AllowedNetworks of(List<String> blocks) {
    blocks.forEach(AllowedNetworks::parse);
    return new AllowedNetworks(List.copyOf(blocks));
  }

  private record Block(byte[] network, int prefix) {
    boolean contains(byte[] address) {
      if (address.length != network.length) {
        return false;
      }
      int whole = prefix / Byte.SIZE;
      int rest = prefix % Byte.SIZE;
      boolean wholeBytes = Arrays.equals(network, 0, whole, address, 0, whole);
      int shift = Byte.SIZE - rest;
      return wholeBytes
          && (rest == 0 || (network[whole] & 0xff) >> shift == (address[whole] & 0xff) >> shift);
    }
  }

  private static Block parse(String text) {
    String[] parts = text.split("/", -1);
    boolean literal = parts[0].matches("[0-9.]+") || parts[0].contains(":");
    if (parts.length == 2 && literal && parts[1].matches("\\d{1,3}")) {
      try {
        byte[] network = InetAddress.getByName(parts[0]).getAddress();
        int prefix = Integer.parseInt(parts[1]);
        if (prefix <= network.length * Byte.SIZE) {
          return new Block(network, prefix);
        }
      } catch (UnknownHostException e) {
        throw new BadInput("'" + text + "' is no network; write it as 192.168.0.0/16.", e);
      }
    }
    throw new BadInput("'" + text + "' is no network; write it as 192.168.0.0/16.");
  }

  /** Whether an address lies in one of them. */
  public boolean contains(InetAddress address) {
    return blocks.stream().anyMatch(block -> parse(block).contains(address.getAddress()));
  }
}
