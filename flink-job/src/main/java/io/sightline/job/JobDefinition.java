package io.sightline.job;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What a job does, from its sources to its sinks. */
public interface JobDefinition {
  void define(StreamExecutionEnvironment env);
}
