package io.sightline.query.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LiveListenerTest {
  private final TestingOutlet outlet = new TestingOutlet();
  private final LiveListener listener = new LiveListener(null, null, outlet);

  private void beat(String name) {
    listener.beat("{\"kind\": \"%s\"}".formatted(name));
  }

  @Test
  void noCursorIsAheadOfWhatIsStillToBeTold() {
    beat("before");
    listener.hold();
    beat("ahead");
    listener.release();
    beat("after");

    assertThat(outlet.kinds()).containsExactly("before", "after");
  }
}
