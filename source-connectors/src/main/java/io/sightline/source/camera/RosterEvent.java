package io.sightline.source.camera;

import io.sightline.store.registry.CameraRoster;
import org.apache.flink.api.connector.source.SourceEvent;

/** Tells every reader which cameras there are now. */
record RosterEvent(CameraRoster roster) implements SourceEvent {}
