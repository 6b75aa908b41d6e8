package io.sightline.domain.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A1 of the reliability plan: nothing but cameras in allowed networks can be reached. */
class CameraAddressTest {
  private static final AllowedNetworks CAMERAS =
      AllowedNetworks.of(List.of("10.0.0.0/8", "192.168.4.0/22", "fd00::/8"));

  @Test
  void aSchemeHasNoCase() {
    CameraAddress address = CameraAddress.parse("RTSPS://10.0.0.7/Stream");
    assertThat(address.scheme()).isEqualTo("rtsps");
    assertThat(address.port()).isEqualTo(322);
    assertThat(address.path()).isEqualTo("/Stream");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Other schemes, and FFmpeg's own protocols.
        "file:///etc/passwd",
        "file:/etc/passwd",
        "/etc/passwd",
        "concat:/etc/hostname|/etc/passwd",
        "http://10.0.0.7/",
        "https://10.0.0.7/",
        "gopher://10.0.0.7:70/_x",
        "data:text/plain,x",
        "pipe:0",
        "subfile,,start,0,end,9,,:/etc/passwd",
        "crypto:/etc/passwd",
        "tcp://10.0.0.7:22",
        "udp://10.0.0.7:22",
        "rtp://10.0.0.7:22",
        "rtmp://10.0.0.7/",
        "ftp://10.0.0.7/",
        "ws://10.0.0.7/",
        "srt://10.0.0.7:1",
        "tls://10.0.0.7:1",
        "async:rtsp://10.0.0.7/",
        "cache:rtsp://10.0.0.7/",
        "rtsp:/10.0.0.7/",
        "rtsp:10.0.0.7",
        " rtsp://10.0.0.7/",
        "rtspt://10.0.0.7/",
        "rtsp+unix:///tmp/x",
        "jar:rtsp://10.0.0.7/!/x",
        "",
        // Other spellings of addresses.
        "rtsp://2130706433/",
        "rtsp://0x7f000001/",
        "rtsp://0x7f.0.0.1/",
        "rtsp://0177.0.0.1/",
        "rtsp://017700000001/",
        "rtsp://127.1/",
        "rtsp://127.0.1/",
        "rtsp://010.0.0.7/",
        "rtsp://10.0.7/",
        "rtsp://10.0.0.07/",
        "rtsp://10.0.0.256/",
        "rtsp://1.0.0.7.5/",
        "rtsp://10.0.0.7./x",
        "rtsp://[::ffff:127.0.0.1]/",
        "rtsp://[::ffff:7f00:1]/",
        "rtsp://[::ffff:0a00:0007]/",
        "rtsp://[fe80::1%25eth0]/",
        "rtsp://[::1/",
        "rtsp://::1/",
        "rtsp://①②⑦.⓪.⓪.①/",
        "rtsp://１２７.0.0.1/",
        "rtsp://0/",
        "rtsp://0.0.0.0/",
        // Places that are not allowed.
        "rtsp://127.0.0.1/",
        "rtsp://localhost/",
        "rtsp://[::1]/",
        "rtsp://169.254.169.254/latest/meta-data",
        "rtsp://[fe80::1]/",
        "rtsp://224.0.0.1/",
        "rtsp://255.255.255.255/",
        "rtsp://8.8.8.8/",
        "rtsp://192.168.8.1/",
        "rtsp://11.0.0.1/",
        "rtsp://[::]/",
        "rtsp://[fc00::1]/",
        "rtsp://user:pass@127.0.0.1/",
        "rtsp://10.0.0.7@127.0.0.1/",
        "rtsp://10.0.0.7:554@127.0.0.1/",
        // Tricks with the parts.
        "rtsp://10.0.0.7#@127.0.0.1/",
        "rtsp://10.0.0.7\\@127.0.0.1/",
        "rtsp://10.0.0.7:99999/",
        "rtsp://10.0.0.7:0/",
        "rtsp://10.0.0.7:/x",
        "rtsp://10.0.0.7/a b",
        "rtsp://10.0.0.7/\n",
        "rtsp://10.0.0.7\r\nX: y/",
        "rtsp:///path",
        "rtsp://@/",
        "rtsp://-bad.example/",
        "rtsp://a..b/"
      })
  void isRefused(String uri) {
    assertThatThrownBy(() -> CameraAddress.parse(uri).resolve(CAMERAS))
        .isInstanceOfAny(BadInput.class, UnknownHostException.class)
        .hasMessageNotContaining("pass@");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rtsp://10.0.0.7/stream1",
        "rtsps://10.255.255.255:8322/a?b=c&d=%20",
        "rtsp://192.168.7.255",
        "rtsp://viewer:p%40ss@10.0.0.7:8554/h264/ch1?x=1",
        "rtsp://[fd00::12]:554/x"
      })
  void isAllowed(String uri) throws Exception {
    CameraAddress address = CameraAddress.parse(uri);
    assertThat(address.resolve(CAMERAS)).isNotNull();
    assertThat(address.withoutCredentials()).doesNotContain("@");
    assertThat(address.toString()).doesNotContain("p%40ss");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rtsp://169.254.169.254/latest/meta-data",
        "rtsp://169.254.170.2/",
        "rtsp://100.100.100.200/",
        "rtsp://[fd00:ec2::254]/",
        "rtsp://[fd00:0ec2:0:0::fe]/",
        "rtsp://[fd20:ce::254]/",
        "rtsp://168.63.129.16/",
        "rtsp://192.0.0.192/",
        "rtsp://0.0.0.0/",
        "rtsp://[::]/",
        "rtsp://239.1.2.3/",
        "rtsp://[ff02::1]/",
        "rtsp://[64:ff9b::a9fe:a9fe]/",
        "rtsp://[64:ff9b:1::6464:64c8]/",
        "rtsp://[2002:a9fe:a9fe::1]/"
      })
  void whereCloudsTellTheirSecretsIsNoCameraWhateverIsAllowed(String uri) {
    assertThatThrownBy(
            () ->
                CameraAddress.parse(uri).resolve(AllowedNetworks.of(List.of("0.0.0.0/0", "::/0"))))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("is no camera");
  }

  @Test
  void anAddressAsItIsShownIsKnownFromOneAsItIs() {
    for (String shown :
        List.of(
            "rtsp://10.0.0.7/x?user=bob&password=***&channel=2",
            "rtsp://bob:***@10.0.0.7/x",
            "rtsp://10.0.0.7/user=admin_password=***_channel=1",
            "rtsp://10.0.0.7/user%3Dadmin_password%3D***")) {
      assertThat(CameraAddress.isHidden(shown)).as(shown).isTrue();
    }
    for (String whole :
        List.of("rtsp://10.0.0.7/x?password=***b", "rtsp://10.0.0.7/***", "rtsp://10.0.0.7/a=b")) {
      assertThat(CameraAddress.isHidden(whole)).as(whole).isFalse();
    }
  }

  @Test
  void whatIsConnectedToIsWhatWasChecked() throws Exception {
    CameraAddress address =
        CameraAddress.parse("rtsp://viewer:secret@localhost:8554/live?profile=2");
    var checked = address.resolve(AllowedNetworks.of(List.of("127.0.0.0/8", "::1/128")));
    assertThat(address.connectTo(checked))
        .isIn(
            "rtsp://viewer:secret@127.0.0.1:8554/live?profile=2",
            "rtsp://viewer:secret@[0:0:0:0:0:0:0:1]:8554/live?profile=2");
  }

  @Test
  void networksAreReadStrictly() {
    for (String wrong :
        List.of("10.0.0.0", "10.0.0.0/33", "host/8", "10.0.0.0/-1", "::/129", "10.0.0.0/8/8")) {
      assertThatThrownBy(() -> AllowedNetworks.of(List.of(wrong)))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining(wrong);
    }
  }

  @Test
  void aPasswordInThePathIsNeverShownAndIsConnectedWith() throws Exception {
    String xm =
        "rtsp://10.0.0.7:554/user=admin_password=S3_CRET9_channel=1_stream=0.sdp?real_stream";
    CameraAddress address = CameraAddress.parse(xm);
    assertThat(address.toString())
        .isEqualTo(
            "rtsp://10.0.0.7:554/user=admin_password=***_channel=1_stream=0.sdp?real_stream");
    CameraAddress stored = CameraAddress.parse(address.toString());
    assertThat(stored.secret()).as("what is hidden is no secret").isNull();
    assertThat(stored.with(address.secret()).connectTo(InetAddress.getByName("10.0.0.7")))
        .isEqualTo(xm);
    assertThat(CameraAddress.parse("rtsp://10.0.0.7/live?user=a&pwd=b&channel=1").toString())
        .endsWith("/live?user=a&pwd=***&channel=1");
    for (String word : List.of("passwd", "psw", "PWD", "pw", "api_key", "authToken", "signature")) {
      assertThat(CameraAddress.parse("rtsp://10.0.0.7/a?u=b&" + word + "=S3CRET&n=1").toString())
          .endsWith("/a?u=b&" + word + "=***&n=1");
    }
    assertThat(
            CameraAddress.parse("rtsp://10.0.0.7/user%3Dadmin_password%3DS3CRET_channel%3D1")
                .toString())
        .endsWith("/user%3Dadmin_password%3D***_channel%3D1");
    assertThat(CameraAddress.parse("rtsp://u:p@10.0.0.7/plain").secret()).isEqualTo("u:p");
  }
}
