package io.sightline.runs.embedded;

import io.sightline.job.topology.Uids;
import io.sightline.runs.MovedState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.runtime.OperatorIDPair;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.jobgraph.OperatorID;

/** State of a checkpoint that belongs to no operator of a job which takes it up. */
final class UnclaimedState {
  private UnclaimedState() {}

  /**
   * Whether all of it is of sinks that publish, which the settings may have switched off since:
   * what they have in their state is on its way to the brokers, and nobody else's.
   *
   * @param checkpoint its folder
   * @throws IOException when it cannot be read
   */
  static boolean isOfSinksThatPublish(JobGraph graph, Path checkpoint) throws IOException {
    Set<OperatorID> claimed = new HashSet<>();
    for (JobVertex vertex : graph.getVertices()) {
      for (OperatorIDPair operator : vertex.getOperatorIDs()) {
        claimed.add(operator.getGeneratedOperatorID());
        operator.getUserDefinedOperatorID().ifPresent(claimed::add);
      }
    }
    return MovedState.read(checkpoint).getOperatorStates().stream()
        .filter(state -> !claimed.contains(state.getOperatorID()) && hasState(state))
        .allMatch(UnclaimedState::isPublished);
  }

  /** A checkpoint lists those without, too. */
  private static boolean hasState(OperatorState state) {
    return state.getCoordinatorState() != null
        || state.getStates().stream().anyMatch(OperatorSubtaskState::hasState);
  }

  private static boolean isPublished(OperatorState state) {
    return Stream.of(state.getOperatorUid(), state.getOperatorName())
        .anyMatch(text -> text.filter(Uids::isPublished).isPresent());
  }
}
