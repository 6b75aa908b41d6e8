package io.sightline.models.runtime;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads of our own. A thread looks for libraries' parts with the class loader of whoever made it,
 * which may be a pool of the JDK that does not know our classes, or a job that ends before the
 * thread does; ours look where our own classes are.
 */
public final class OwnThreads {
  private OwnThreads() {}

  /**
   * A thread that does not keep the process alive, not started.
   *
   * @param owner whose class loader it looks for classes with
   */
  public static Thread daemon(Class<?> owner, String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.setContextClassLoader(owner.getClassLoader());
    return thread;
  }

  /** Makes such threads, numbered from 0. */
  public static ThreadFactory daemons(Class<?> owner, String name) {
    AtomicInteger made = new AtomicInteger();
    return work -> daemon(owner, name + "-" + made.getAndIncrement(), work);
  }
}
