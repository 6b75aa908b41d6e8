package io.sightline.job.sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.junit.jupiter.api.Test;

class NamedWriterTest {
  /** Cannot write what is left, and closes its connection when it is closed once more. */
  private static final class Failing implements SinkWriter<String> {
    private boolean closed;
    private boolean connected = true;

    @Override
    public void write(String element, Context context) {
      assertThat(closed).isFalse();
    }

    @Override
    public void flush(boolean endOfInput) throws IOException {
      throw new IOException("The database is away.");
    }

    @Override
    public void close() {
      connected &= !closed;
      if (!closed) {
        closed = true;
        throw new IllegalStateException("The database is away.");
      }
    }
  }

  @Test
  void whatIsToBeWrittenIsWrittenOrFails() {
    SinkWriter<String> writer = new NamedWriter.Closable<>(new Failing());
    assertThatThrownBy(() -> writer.flush(false)).isInstanceOf(IOException.class);
  }

  @Test
  void oneThatCannotEndInOrderEndsAllTheSameAndLetsGoOfItsConnection() throws Exception {
    Failing failing = new Failing();
    new NamedWriter.Closable<>(failing).close();
    assertThat(failing.connected).isFalse();
  }
}
