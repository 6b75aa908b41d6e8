package io.sightline.source.camera;

import io.sightline.store.registry.CameraRoster;
import io.sightline.store.registry.RosterWatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Looks into the registry each second. A new camera, and one that comes back, goes with an epoch of
 * its own to the reader that was given the fewest; of changes and removals every reader is told,
 * and the one that has the camera acts. A camera that moves to another site ends and begins anew.
 */
final class CameraEnumerator implements SplitEnumerator<LiveSplit, AssignedCameras> {
  private static final Logger LOG = LoggerFactory.getLogger(CameraEnumerator.class);
  private static final long LOOK_EVERY_MILLIS = 1_000;

  private record Load(int cameras, int reader) {}

  private final RosterWatch registry;
  private final SplitEnumeratorContext<LiveSplit> context;
  private final Map<String, AssignedCameras.Assignment> assigned = new TreeMap<>();
  private final List<LiveSplit> waiting = new ArrayList<>();
  private long nextEpoch;

  /** How many cameras each reader was given by this enumerator. */
  private final Map<Integer, Integer> given = new HashMap<>();

  /** What readers have been told; null before the registry was read. */
  private Map<String, RosterEvent.Listed> told;

  /**
   * @param registry is closed with the enumerator
   */
  CameraEnumerator(
      RosterWatch registry, SplitEnumeratorContext<LiveSplit> context, AssignedCameras restored) {
    this.registry = registry;
    this.context = context;
    restored.cameras().forEach(one -> assigned.put(one.camera(), one));
    this.waiting.addAll(restored.waiting());
    this.nextEpoch = restored.nextEpoch();
  }

  @Override
  public void start() {
    context.callAsync(registry::changed, this::looked, 0, LOOK_EVERY_MILLIS);
  }

  private void looked(Optional<CameraRoster> changed, Throwable failure) {
    if (failure instanceof DataAccessException unread) {
      // Cameras go on being read while the registry cannot be; the next look may succeed.
      LOG.warn(
          "The registry of cameras cannot be read: {}", unread.getMostSpecificCause().getMessage());
    } else if (failure != null) {
      throw new IllegalStateException("The registry of cameras cannot be read.", failure);
    } else if (changed.isPresent()) {
      follow(changed.get());
    }
  }

  private void follow(CameraRoster roster) {
    Map<String, RosterEvent.Listed> listed = new LinkedHashMap<>();
    for (CameraRoster.Entry entry : roster.cameras()) {
      listed.put(entry.camera(), new RosterEvent.Listed(entry, epochOf(entry)));
    }
    assigned.keySet().retainAll(listed.keySet());
    waiting.removeIf(this::isOver);
    // Readers know of a camera before they have it.
    RosterEvent event = told == null ? whole(listed) : changes(told, listed);
    told = listed;
    if (!event.isEmpty()) {
      context
          .registeredReaders()
          .keySet()
          .forEach(reader -> context.sendEventToSourceReader(reader, event));
    }
    handOut();
  }

  /** The epoch of a camera's present assignment, which is made if there is none. */
  private long epochOf(CameraRoster.Entry entry) {
    AssignedCameras.Assignment known = assigned.get(entry.camera());
    if (known != null && known.site().equals(entry.site())) {
      return known.epoch();
    }
    long epoch = nextEpoch++;
    assigned.put(
        entry.camera(), new AssignedCameras.Assignment(entry.camera(), entry.site(), epoch));
    waiting.add(LiveSplit.start(entry, epoch));
    return epoch;
  }

  /**
   * Whether nobody needs a split any more: it is of an assignment before, and nothing came of it.
   */
  private boolean isOver(LiveSplit split) {
    AssignedCameras.Assignment present = assigned.get(split.camera());
    return !split.hasBegun() && (present == null || present.epoch() != split.epoch());
  }

  private static RosterEvent whole(Map<String, RosterEvent.Listed> listed) {
    return new RosterEvent(true, List.copyOf(listed.values()), List.of());
  }

  private static RosterEvent changes(
      Map<String, RosterEvent.Listed> before, Map<String, RosterEvent.Listed> now) {
    List<RosterEvent.Listed> changed = new ArrayList<>();
    now.forEach(
        (camera, listed) -> {
          if (!listed.equals(before.get(camera))) {
            changed.add(listed);
          }
        });
    List<String> gone =
        before.keySet().stream().filter(camera -> !now.containsKey(camera)).toList();
    return new RosterEvent(false, List.copyOf(changed), gone);
  }

  /** All readers first, so that cameras are spread over them. */
  private void handOut() {
    if (waiting.isEmpty() || context.registeredReaders().size() < context.currentParallelism()) {
      return;
    }
    PriorityQueue<Load> fewestFirst =
        new PriorityQueue<>(Comparator.comparingInt(Load::cameras).thenComparing(Load::reader));
    for (int reader : context.registeredReaders().keySet()) {
      fewestFirst.add(new Load(given.getOrDefault(reader, 0), reader));
    }
    Map<Integer, List<LiveSplit>> assignment = new HashMap<>();
    for (LiveSplit split : waiting) {
      Load least = fewestFirst.remove();
      assignment.computeIfAbsent(least.reader(), reader -> new ArrayList<>()).add(split);
      given.put(least.reader(), least.cameras() + 1);
      fewestFirst.add(new Load(least.cameras() + 1, least.reader()));
    }
    waiting.clear();
    context.assignSplits(new SplitsAssignment<>(assignment));
  }

  @Override
  public void addReader(int reader) {
    if (told != null) {
      context.sendEventToSourceReader(reader, whole(told));
    }
    handOut();
  }

  @Override
  public void addSplitsBack(List<LiveSplit> splits, int reader) {
    given.remove(reader);
    splits.stream().filter(split -> !isOver(split)).forEach(waiting::add);
    handOut();
  }

  @Override
  public void handleSplitRequest(int reader, String host) {
    // Cameras are handed out as they come.
  }

  @Override
  public AssignedCameras snapshotState(long checkpointId) {
    return new AssignedCameras(List.copyOf(assigned.values()), List.copyOf(waiting), nextEpoch);
  }

  @Override
  public void close() {
    registry.close();
  }
}
