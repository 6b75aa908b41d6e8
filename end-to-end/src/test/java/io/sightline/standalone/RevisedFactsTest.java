package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.VehicleTrack;
import io.sightline.domain.facts.VehicleTrack.EndedBy;
import io.sightline.job.sinks.PostgresOutputs;
import io.sightline.standalone.postgres.Database;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.runs.RunLease;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptionsInternal;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevisedFactsTest {
  private static final String ID = "5bc51b7e-e8c9-518f-8c4d-fcecdd8d940a";

  @TempDir Path folder;

  private static VehicleTrack track(long revision, boolean isFinal, String label) {
    FactHead head = new FactHead(ID, "site", 1_000, revision, isFinal, "sha", "layout");
    return new VehicleTrack(head, "camera", label, revision, EndedBy.LOST);
  }

  @Test
  void deliveredAgainAndOutOfOrderAFactIsOneRowAndFinalWins() throws Exception {
    try (Database database = Database.open(null, folder)) {
      List<VehicleTrack> delivered =
          List.of(
              track(5_000, false, "early"),
              track(3_000, false, "older"),
              track(4_000, true, "fi\0nal"),
              track(9_000, false, "late"),
              track(4_000, true, "final"),
              track(2_000, true, "stale"));
      JobID job = new JobID();
      Configuration configuration = new Configuration();
      configuration.set(PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID, job.toHexString());
      StreamExecutionEnvironment env =
          StreamExecutionEnvironment.getExecutionEnvironment(configuration);
      env.setParallelism(1);
      env.fromData(delivered)
          .sinkTo(
              new PostgresOutputs(database.address(), "run", "1").facts(FactKinds.VEHICLE_TRACKS));
      try (RunLease lease = new RunLease(database.address(), "run", job.toHexString())) {
        lease.take();
        env.execute();
      }
      try (Connection connection = database.address().connect();
          Statement statement = connection.createStatement();
          ResultSet rows =
              statement.executeQuery(
                  "select label, revision, final, model_sha256 from vehicle_tracks")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("final");
        assertThat(rows.getLong(2)).isEqualTo(4_000);
        assertThat(rows.getBoolean(3)).isTrue();
        assertThat(rows.getString(4)).isEqualTo("sha");
        assertThat(rows.next()).as("a second row").isFalse();
      }
    }
  }
}
