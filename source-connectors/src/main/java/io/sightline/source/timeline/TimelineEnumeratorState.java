package io.sightline.source.timeline;

import java.util.List;

/** The splits that no reader has yet. */
public record TimelineEnumeratorState(List<CameraSplit> unassigned) {}
