package io.sightline.source.camera;

import io.sightline.source.timeline.CameraSplit;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.registry.CameraRoster;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks into the registry each second. A new camera goes to the reader that was given the fewest;
 * of changes and removals every reader is told, and the one that has the camera acts.
 */
final class CameraEnumerator implements SplitEnumerator<CameraSplit, AssignedCameras> {
  private static final Logger LOG = LoggerFactory.getLogger(CameraEnumerator.class);
  private static final long LOOK_EVERY_MILLIS = 1_000;

  private final DatabaseAddress database;
  private final SplitEnumeratorContext<CameraSplit> context;
  private final Set<String> assigned;

  /** How many cameras each reader was given by this enumerator. */
  private final Map<Integer, Integer> given = new HashMap<>();

  /** Splits of readers that failed, with their positions. */
  private final List<CameraSplit> returned = new ArrayList<>();

  private CameraRoster roster;

  CameraEnumerator(
      DatabaseAddress database,
      SplitEnumeratorContext<CameraSplit> context,
      AssignedCameras restored) {
    this.database = database;
    this.context = context;
    this.assigned = new HashSet<>(restored.cameras());
    this.returned.addAll(restored.returned());
  }

  @Override
  public void start() {
    context.callAsync(() -> CameraRoster.read(database), this::rosterRead, 0, LOOK_EVERY_MILLIS);
  }

  private void rosterRead(CameraRoster read, Throwable failure) {
    if (failure instanceof SQLException) {
      // Cameras go on being read while the registry cannot be; the next look may succeed.
      LOG.warn("The registry of cameras cannot be read: {}", failure.getMessage());
    } else if (failure != null) {
      throw new IllegalStateException("The registry of cameras cannot be read.", failure);
    } else if (!read.equals(roster)) {
      roster = read;
      context.registeredReaders().keySet().forEach(this::tell);
      assignNew();
    }
  }

  private void tell(int reader) {
    context.sendEventToSourceReader(reader, new RosterEvent(roster));
  }

  private void assignNew() {
    if (roster == null || context.registeredReaders().isEmpty()) {
      return;
    }
    Set<String> listed = new HashSet<>();
    for (CameraRoster.Entry entry : roster.cameras()) {
      listed.add(entry.camera());
      if (assigned.add(entry.camera())) {
        assign(CameraSplit.start(entry.camera()));
      }
    }
    // A camera that comes back later begins anew.
    assigned.retainAll(listed);
  }

  private void assign(CameraSplit split) {
    int reader =
        context.registeredReaders().keySet().stream()
            .min(
                Comparator.comparing((Integer id) -> given.getOrDefault(id, 0))
                    .thenComparing(Comparator.naturalOrder()))
            .orElseThrow();
    given.merge(reader, 1, Integer::sum);
    context.assignSplits(new SplitsAssignment<>(Map.of(reader, List.of(split))));
  }

  @Override
  public void addReader(int reader) {
    if (roster != null) {
      tell(reader);
    }
    returned.forEach(this::assign);
    returned.clear();
    // All readers first, so that cameras are spread over them.
    if (context.registeredReaders().size() == context.currentParallelism()) {
      assignNew();
    }
  }

  @Override
  public void addSplitsBack(List<CameraSplit> splits, int reader) {
    returned.addAll(splits);
    given.remove(reader);
    if (!context.registeredReaders().isEmpty()) {
      returned.forEach(this::assign);
      returned.clear();
    }
  }

  @Override
  public void handleSplitRequest(int reader, String host) {
    // Cameras are handed out as they come.
  }

  @Override
  public AssignedCameras snapshotState(long checkpointId) {
    return new AssignedCameras(Set.copyOf(assigned), List.copyOf(returned));
  }

  @Override
  public void close() {}
}
