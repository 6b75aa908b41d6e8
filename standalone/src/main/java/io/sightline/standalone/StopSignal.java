package io.sightline.standalone;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C and the system's request to end into an event, so that a process can end in its own
 * order before the shutdown hooks of its libraries all run at once.
 */
public final class StopSignal {
  /** What a shell says of a program that a signal has ended, plus the signal's number. */
  private static final int ENDED_BY_SIGNAL = 128;

  /** Whoever does not end by then has something that cannot be interrupted. */
  private static final Duration LONGEST_END = Duration.ofSeconds(60);

  private final CountDownLatch asked = new CountDownLatch(1);
  private final Runnable whenAsked;
  private volatile int code;

  private StopSignal(Runnable whenAsked) {
    this.whenAsked = whenAsked;
  }

  /** From now on such signals no longer end the process. */
  public static StopSignal install() {
    return new StopSignal(() -> {}).handleAll();
  }

  /**
   * From now on such signals interrupt a thread, which is to end what it began and then the
   * process: a process that ends at once, with native code at work in its threads, may crash. A
   * second signal, or patience that is at its end, ends the process all the same.
   */
  public static StopSignal interrupting(Thread thread) {
    return new StopSignal(thread::interrupt).handleAll();
  }

  private StopSignal handleAll() {
    handle("HUP", 1);
    handle("INT", 2);
    handle("TERM", 15);
    return this;
  }

  /**
   * By reflection, because the compiler warns of this class of the JDK's, which has no successor.
   */
  private void handle(String signal, int number) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object handler =
          Proxy.newProxyInstance(
              StopSignal.class.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  asked(number);
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

  private synchronized void asked(int number) {
    if (asked.getCount() == 0) {
      Runtime.getRuntime().halt(code);
    }
    code = ENDED_BY_SIGNAL + number;
    asked.countDown();
    whenAsked.run();
    Thread patience = new Thread(this::endAnyway, "patience");
    patience.setDaemon(true);
    patience.start();
  }

  private void endAnyway() {
    try {
      TimeUnit.SECONDS.sleep(LONGEST_END.toSeconds());
      Runtime.getRuntime().halt(code);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Exit code of a process that such a signal ended; empty before there was one. */
  public OptionalInt code() {
    return asked.getCount() == 0 ? OptionalInt.of(code) : OptionalInt.empty();
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
