package io.sightline.domain.network;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sightline.domain.BadInput;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;

class CameraAddressFuzzTest {
  private static final AllowedNetworks CAMERAS = AllowedNetworks.of(List.of("10.0.0.0/8"));

  @FuzzTest(maxDuration = "60s")
  void whatIsAcceptedLiesInAnAllowedNetwork(byte[] data) {
    String uri = new String(data, StandardCharsets.UTF_8);
    try {
      CameraAddress address = CameraAddress.parse(uri);
      if (address.host().matches("[0-9.]+|\\[.*")) {
        InetAddress at = address.resolve(CAMERAS);
        if (!CAMERAS.contains(at) || !address.connectTo(at).contains(at.getHostAddress())) {
          throw new AssertionError(uri + " leads to " + at);
        }
      }
    } catch (BadInput | UnknownHostException e) {
      // The ways to refuse.
    }
  }
}
