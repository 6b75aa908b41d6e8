package io.sightline.job.faults;

import io.sightline.job.faults.Faults.Moment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.CoordinatedOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.legacy.YieldingOperatorFactory;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeServiceAware;

/**
 * Puts every operator of a job, but for its sources, behind a door that {@link Faults} can shut.
 */
final class FaultyOperators {
  private FaultyOperators() {}

  static void in(StreamGraph graph) {
    for (StreamNode node : graph.getStreamNodes()) {
      StreamOperatorFactory<?> factory = node.getOperatorFactory();
      if (!(factory instanceof CoordinatedOperatorFactory)) {
        node.setOperatorFactory(new Doors<>(node.getTransformationUID(), factory));
      }
    }
  }

  private static final class Doors<I, O>
      implements OneInputStreamOperatorFactory<I, O>, ProcessingTimeServiceAware {
    private static final long serialVersionUID = 1;
    private final String uid;
    private final StreamOperatorFactory<O> factory;

    Doors(String uid, StreamOperatorFactory<O> factory) {
      this.uid = uid;
      this.factory = factory;
    }

    @Override
    @SuppressWarnings({"unchecked", "deprecation"}) // As Flink itself makes operators.
    public <T extends StreamOperator<O>> T createStreamOperator(
        StreamOperatorParameters<O> parameters) {
      if (factory instanceof YieldingOperatorFactory<O> yielding) {
        yielding.setMailboxExecutor(parameters.getMailboxExecutor());
      }
      StreamOperator<O> operator = factory.createStreamOperator(parameters);
      Set<Class<?>> faces = new LinkedHashSet<>();
      for (Class<?> type = operator.getClass(); type != null; type = type.getSuperclass()) {
        faces.addAll(Set.of(type.getInterfaces()));
      }
      return (T)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              faces.toArray(Class<?>[]::new),
              (proxy, method, arguments) -> {
                String name = method.getName();
                if (name.equals("processElement")) {
                  Faults.at(uid, Moment.BEFORE);
                } else if (name.equals("prepareSnapshotPreBarrier")) {
                  Faults.at(uid, Moment.CHECKPOINT);
                }
                try {
                  Object answer = method.invoke(operator, arguments);
                  if (name.equals("processElement")) {
                    Faults.at(uid, Moment.AFTER);
                  }
                  return answer;
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }

    @Override
    public void setProcessingTimeService(ProcessingTimeService service) {
      if (factory instanceof ProcessingTimeServiceAware aware) {
        aware.setProcessingTimeService(service);
      }
    }

    @Override
    public void setChainingStrategy(ChainingStrategy strategy) {
      factory.setChainingStrategy(strategy);
    }

    @Override
    public ChainingStrategy getChainingStrategy() {
      return factory.getChainingStrategy();
    }

    @Override
    public boolean isOutputTypeConfigurable() {
      return factory.isOutputTypeConfigurable();
    }

    @Override
    public void setOutputType(TypeInformation<O> type, ExecutionConfig config) {
      factory.setOutputType(type, config);
    }

    @Override
    public boolean isInputTypeConfigurable() {
      return factory.isInputTypeConfigurable();
    }

    @Override
    public void setInputType(TypeInformation<?> type, ExecutionConfig config) {
      factory.setInputType(type, config);
    }

    @Override
    @SuppressWarnings("rawtypes") // As Flink declares it.
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader loader) {
      return factory.getStreamOperatorClass(loader);
    }
  }
}
