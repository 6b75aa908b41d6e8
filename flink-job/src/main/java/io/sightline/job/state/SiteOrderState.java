package io.sightline.job.state;

import io.sightline.analytics.order.CameraWord;
import io.sightline.analytics.order.Moment;
import io.sightline.analytics.order.SiteOrder;
import java.util.List;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/** What a {@link SiteOrder} remembers, in Flink's state. */
public final class SiteOrderState {
  private static final MapStateDescriptor<String, CameraWord> WORDS =
      new MapStateDescriptor<>(
          "camera-words-v1", Types.STRING, TypeInformation.of(CameraWord.class));
  private static final MapStateDescriptor<Long, List<String>> TURNS =
      new MapStateDescriptor<>("layout-turns-v1", Types.LONG, Types.LIST(Types.STRING));
  private static final ValueStateDescriptor<String> LAYOUT =
      new ValueStateDescriptor<>("layout-v1", Types.STRING);

  private SiteOrderState() {}

  /** While the function is being opened. */
  public static <E> SiteOrder.State<E> of(RememberingFunction<?, ?, ?> function, Class<E> events) {
    MapStateDescriptor<Moment, List<E>> waiting =
        new MapStateDescriptor<>(
            "waiting-v1", TypeInformation.of(Moment.class), Types.LIST(TypeInformation.of(events)));
    return new SiteOrder.State<>(
        function.few(WORDS), function.few(waiting), function.few(TURNS), function.cell(LAYOUT));
  }
}
