package io.sightline.runs;

import io.sightline.job.JobDefinition;
import java.util.Map;
import java.util.Optional;

/**
 * A job to start.
 *
 * @param name what people know it by
 * @param parallelism how many subtasks an operator has
 * @param checkpoints folder that its checkpoints are kept in, as a URI
 * @param restore checkpoint or savepoint to take up, as a URI, which becomes the job's own; empty
 *     to begin
 * @param settings of this job over those of the cluster, by Flink's keys
 * @param entry how a process elsewhere starts it; empty for one that only this process can define
 */
public record JobPlan(
    String name,
    JobDefinition definition,
    int parallelism,
    String checkpoints,
    Optional<String> restore,
    Map<String, String> settings,
    Optional<Entry> entry) {

  /**
   * The job's {@code main} and what it is told.
   *
   * @param mainClass in the job's jar
   */
  public record Entry(String mainClass, java.util.List<String> arguments) {}
}
