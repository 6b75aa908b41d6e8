package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** With a thousand webhooks, whom something concerns is told of it soon. */
class ManyReceiversTest extends ReceiversCase {
  private static final int RECEIVERS = 1_000;
  private static final int NEWS = 200;

  @BeforeAll
  static void serve() throws Exception {
    start(Map.of());
  }

  @Test
  void ofAThousandThoseAreToldSoonWhomItConcerns() throws Exception {
    execute(
        """
        insert into webhooks (url, kinds, entries, secret)
        select '%s' || g, '{alerts}', array['entry-' || g], 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' from generate_series(1, %d) g
        """
            .formatted(url("/"), RECEIVERS));
    Map<String, Long> raised = new HashMap<>();
    for (int i = 0; i < NEWS; i++) {
      String id = alert("live", "gate", "entry-" + (1 + i * 5), "now()");
      raised.put("alerts:" + id, System.currentTimeMillis());
      // They come ten in a second; how fast is what is asked.
      TimeUnit.MILLISECONDS.sleep(100);
    }
    await().atMost(SOON).until(() -> told.size() == NEWS);
    List<Long> millis = new ArrayList<>();
    told.forEach(one -> millis.add(one.heard() - raised.get(one.id())));
    millis.sort(null);
    System.out.printf(
        "ManyReceiversTest: committed to receiver, of %d: median %d ms, p99 %d ms%n",
        NEWS, millis.get(NEWS / 2), millis.get(NEWS * 99 / 100));
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    long busy = (long) (load / Runtime.getRuntime().availableProcessors());
    assertThat(millis.get(NEWS * 99 / 100)).isLessThan(1_000 + 2_000 * busy);
    execute("delete from webhooks");
  }
}
