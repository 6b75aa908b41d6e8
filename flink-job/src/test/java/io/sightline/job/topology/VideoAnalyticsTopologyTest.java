package io.sightline.job.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.runtime.OperatorIDPair;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.graph.StreamEdge;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.streaming.runtime.partitioner.ForwardPartitioner;
import org.apache.flink.streaming.runtime.partitioner.KeyGroupStreamPartitioner;
import org.junit.jupiter.api.Test;

class VideoAnalyticsTopologyTest {

  private static Set<String> uids(StreamGraph graph) {
    return graph.getStreamNodes().stream()
        .peek(
            node ->
                assertThat(node.getTransformationUID())
                    .as("uid of %s", node.getOperatorName())
                    .isNotNull())
        .map(StreamNode::getTransformationUID)
        .collect(Collectors.toSet());
  }

  @Test
  void everyOperatorHasAUidOfItsOwn() {
    Set<String> known =
        Arrays.stream(Uids.class.getFields())
            .map(
                field -> {
                  try {
                    return (String) field.get(null);
                  } catch (IllegalAccessException e) {
                    throw new IllegalStateException(e);
                  }
                })
            .collect(Collectors.toSet());
    Set<String> used = new HashSet<>();
    TestGraphs.all().values().forEach(graph -> used.addAll(uids(graph)));
    assertThat(used).containsAll(known);
    assertThat(used)
        .allSatisfy(uid -> assertThat(known.contains(uid) || uid.contains("-sink")).isTrue());
    TestGraphs.published().values().forEach(VideoAnalyticsTopologyTest::uids);
  }

  /** So that a run goes on from its state when publishing is switched off. */
  @Test
  void whatPublishingAddsIsKnownByItsUids() {
    Set<String> added = new HashSet<>(uids(TestGraphs.published().get("live, published")));
    added.removeAll(uids(TestGraphs.all().get("live")));
    assertThat(added).hasSizeGreaterThan(10).allMatch(Uids::isPublished);
  }

  /**
   * Flink promises that a forward edge keeps a key where it is only within a chain; elsewhere it
   * may rebalance, and a key would have two states.
   */
  @Test
  void noKeyIsSentForwardToKeyedStateButWithinAChain() {
    everyGraph(
        (name, graph, vertices) -> {
          for (StreamNode node : graph.getStreamNodes()) {
            if (TestGraphs.isKeyed(node)) {
              assertThat(node.getInEdges()).as("%s: %s", name, node).isNotEmpty();
              for (StreamEdge edge : node.getInEdges()) {
                boolean chained =
                    vertex(vertices, edge.getSourceId(), graph)
                        == vertex(vertices, node.getId(), graph);
                assertThat(chained || edge.getPartitioner() instanceof KeyGroupStreamPartitioner)
                    .as("%s: %s is chained, or its records are sent by their key", name, node)
                    .isTrue();
                assertThat(chained || !(edge.getPartitioner() instanceof ForwardPartitioner))
                    .as("%s: %s", name, node)
                    .isTrue();
              }
            }
          }
        });
  }

  @Test
  void recordsAreSentByTheirKeyInFrontOfTheOrderAndOfEachSiteOnly() {
    everyGraph(
        (name, graph, vertices) -> {
          List<String> receivers = new ArrayList<>();
          for (StreamNode node : graph.getStreamNodes()) {
            for (StreamEdge edge : node.getInEdges()) {
              if (!(edge.getPartitioner() instanceof ForwardPartitioner)) {
                receivers.add(node.getTransformationUID());
              }
            }
          }
          assertThat(receivers)
              .as(name)
              .containsExactlyInAnyOrder(
                  Uids.ORDER_BY_CAMERA,
                  // Of reads on vehicles, and of reads where nobody follows vehicles.
                  Uids.WATCH_FOR_PLATES,
                  Uids.WATCH_FOR_PLATES,
                  Uids.KEEP_SESSIONS,
                  Uids.COUNT_INSIDE,
                  Uids.KEEP_OCCUPANCY);
        });
  }

  @Test
  void whatIsKeyedByCameraRunsWhereTheOrderIsMade() {
    everyGraph(
        (name, graph, vertices) -> {
          JobVertex order = vertices.get(Uids.ORDER_BY_CAMERA);
          for (String uid : TestGraphs.keyedUids()) {
            boolean bySite =
                List.of(
                        Uids.WATCH_FOR_PLATES,
                        Uids.KEEP_SESSIONS,
                        Uids.COUNT_INSIDE,
                        Uids.KEEP_OCCUPANCY)
                    .contains(uid);
            if (vertices.containsKey(uid) && !bySite) {
              assertThat(vertices.get(uid)).as("%s: %s", name, uid).isSameAs(order);
            }
          }
          assertThat(new HashSet<>(vertices.values()))
              .as(
                  "%s: source and perception, order, four of sites, three that two of a camera's and one"
                      + " that two of a site's operators write to; to Kafka three more",
                  name)
              .hasSizeLessThanOrEqualTo(name.endsWith("published") ? 13 : 10);
        });
  }

  private interface Check {
    void of(String name, StreamGraph graph, Map<String, JobVertex> vertices);
  }

  private static void everyGraph(Check check) {
    for (Map<String, StreamGraph> graphs : List.of(TestGraphs.all(), TestGraphs.published())) {
      graphs.forEach(
          (name, graph) -> {
            Map<String, JobVertex> vertices = new HashMap<>();
            for (JobVertex vertex : graph.getJobGraph().getVertices()) {
              for (OperatorIDPair operator : vertex.getOperatorIDs()) {
                vertices.put(operator.getUserDefinedOperatorUid(), vertex);
              }
            }
            check.of(name, graph, vertices);
          });
    }
  }

  private static JobVertex vertex(Map<String, JobVertex> vertices, int node, StreamGraph graph) {
    JobVertex vertex = vertices.get(graph.getStreamNode(node).getTransformationUID());
    assertThat(vertex).isNotNull();
    return vertex;
  }
}
