package io.sightline.standalone.demo;

import io.sightline.domain.observations.Observations;
import io.sightline.renderer.carpark.SimulatedSite;
import java.time.LocalDate;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;

/**
 * A simulated site's observations as a source, which is taken up at the record where it was left.
 *
 * @param first day, in UTC
 */
public record SimulatedObservations(long seed, int cameras, LocalDate first, int days) {

  public SimulatedSite site() {
    return new SimulatedSite(seed, cameras, first, days);
  }

  public DataGeneratorSource<Observations> source() {
    return new DataGeneratorSource<>(
        new Generator(seed, cameras, first, days),
        site().records(),
        TypeInformation.of(Observations.class));
  }

  private static final class Generator implements GeneratorFunction<Long, Observations> {
    private final long seed;
    private final int cameras;
    private final LocalDate first;
    private final int days;
    private transient SimulatedSite site;

    Generator(long seed, int cameras, LocalDate first, int days) {
      this.seed = seed;
      this.cameras = cameras;
      this.first = first;
      this.days = days;
    }

    @Override
    public void open(SourceReaderContext context) {
      site = new SimulatedSite(seed, cameras, first, days);
    }

    @Override
    public Observations map(Long index) {
      return site.at(index);
    }
  }
}
