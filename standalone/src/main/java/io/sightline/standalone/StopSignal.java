package io.sightline.standalone;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;

/**
 * Turns Ctrl-C and the system's request to end into an event, so that a process can end in its own
 * order before the shutdown hooks of its libraries all run at once.
 */
public final class StopSignal {
  private final CountDownLatch asked = new CountDownLatch(1);

  /** From now on such signals no longer end the process. */
  public static StopSignal install() {
    StopSignal stop = new StopSignal();
    for (String signal : new String[] {"INT", "TERM"}) {
      stop.handle(signal);
    }
    return stop;
  }

  /**
   * By reflection, because the compiler warns of this class of the JDK's, which has no successor.
   */
  private void handle(String signal) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object handler =
          Proxy.newProxyInstance(
              StopSignal.class.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  asked.countDown();
                }
                return method.getName().equals("hashCode") ? 0 : null;
              });
      signalType
          .getMethod("handle", signalType, handlerType)
          .invoke(null, signalType.getConstructor(String.class).newInstance(signal), handler);
    } catch (ClassNotFoundException
        | NoSuchMethodException
        | InstantiationException
        | IllegalAccessException
        | InvocationTargetException e) {
      throw new IllegalStateException("This Java cannot be asked to end in order.", e);
    }
  }

  /** Waits until somebody wants the process to end. */
  public void await() throws InterruptedException {
    asked.await();
  }

  /** Wants the process to end, as a signal would. */
  public void ask() {
    asked.countDown();
  }
}
