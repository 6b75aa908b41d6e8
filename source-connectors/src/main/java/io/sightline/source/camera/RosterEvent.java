package io.sightline.source.camera;

import io.sightline.store.registry.CameraRoster;
import java.util.List;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * Tells a reader which cameras there are now.
 *
 * @param whole whether these are all there are; otherwise what has changed since the event before
 * @param listed cameras that are new or have changed
 * @param gone cameras that are not listed any more
 */
record RosterEvent(boolean whole, List<Listed> listed, List<String> gone) implements SourceEvent {

  /** A camera as the registry has it, and the epoch of its present assignment. */
  record Listed(CameraRoster.Entry entry, long epoch) implements java.io.Serializable {}

  boolean isEmpty() {
    return !whole && listed.isEmpty() && gone.isEmpty();
  }
}
