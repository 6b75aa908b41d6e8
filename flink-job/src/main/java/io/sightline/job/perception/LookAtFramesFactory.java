package io.sightline.job.perception;

import io.sightline.domain.frames.Frame;
import io.sightline.domain.observations.Observations;
import io.sightline.job.evidence.CropWriter;
import io.sightline.job.settings.RunSettings;
import io.sightline.models.runtime.LoadedModels;
import io.sightline.models.runtime.PoolOptions;
import java.time.Duration;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.execution.Environment;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperator;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperatorFactory;

/**
 * Makes the operator that looks at frames, in their order. How many instances a model has and how
 * many frames are in flight is decided here, on the machine that looks: its cores and its heap
 * count, not those of the machine on which the run was planned.
 */
public final class LookAtFramesFactory extends AbstractStreamOperatorFactory<Observations>
    implements OneInputStreamOperatorFactory<Frame, Observations> {

  /** Of one look. */
  private static final Duration LIMIT = Duration.ofSeconds(120);

  private static final Duration LIVE_LIMIT = Duration.ofSeconds(10);

  /** A frame is decoded; then three looks need each other's answers. */
  private static final int LOOKS_IN_A_ROW = 4;

  /** Pictures of plates are kept, and then the whole one. */
  private static final int KEPT_IN_A_ROW = 2;

  private final RunSettings settings;

  public LookAtFramesFactory(RunSettings settings) {
    this.settings = settings;
    // So that pixels do not leave the task that decoded them.
    setChainingStrategy(ChainingStrategy.ALWAYS);
  }

  @Override
  public <T extends StreamOperator<Observations>> T createStreamOperator(
      StreamOperatorParameters<Observations> parameters) {
    PoolOptions pools =
        settings.live()
            ? PoolOptions.forLive(settings.load().device())
            : PoolOptions.forReplay(settings.load().device());
    int inFlight =
        settings
            .load()
            .inFlight(
                pools.instances(),
                subtasksHere(parameters.getContainingTask().getEnvironment()),
                Runtime.getRuntime().maxMemory());
    PoolOptions sized = pools.forFrames(inFlight);
    Duration limit = settings.live() ? LIVE_LIMIT : LIMIT;
    LookAtFrames function =
        new LookAtFrames(
            settings,
            () -> settings.live() ? LoadedModels.replacing(sized) : LoadedModels.once(sized),
            limit,
            inFlight);
    AsyncWaitOperatorFactory<Frame, Observations> factory =
        new AsyncWaitOperatorFactory<>(
            function,
            limit
                .multipliedBy(LOOKS_IN_A_ROW)
                .plus(CropWriter.longest(settings.live()).multipliedBy(KEPT_IN_A_ROW))
                .toMillis(),
            inFlight,
            AsyncDataStream.OutputMode.ORDERED);
    factory.setMailboxExecutor(parameters.getMailboxExecutor());
    factory.setProcessingTimeService(processingTimeService);
    return factory.createStreamOperator(parameters);
  }

  /** Most of the operator's subtasks that can be in this process. */
  private static int subtasksHere(Environment environment) {
    int slots =
        environment.getTaskManagerInfo().getConfiguration().get(TaskManagerOptions.NUM_TASK_SLOTS);
    return Math.min(environment.getTaskInfo().getNumberOfParallelSubtasks(), Math.max(1, slots));
  }

  @Override
  @SuppressWarnings("rawtypes") // As Flink declares it.
  public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
    return AsyncWaitOperator.class;
  }
}
