package io.sightline.query.web.server;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * HTTP/1.1 in which no thread waits for what a stranger does not send: heads of requests have a
 * deadline, and a body that nobody has read ends the connection instead of being read to its end.
 */
public final class GuardedHttp extends Http11NioProtocol {

  /** Tomcat makes one by the name of this class. */
  public GuardedHttp() {
    super(new HttpConnections());
  }

  HttpConnections connections() {
    return (HttpConnections) getEndpoint();
  }

  @Override
  protected Processor createProcessor() {
    return new Guarded(this);
  }

  private static final class Guarded extends Http11Processor {
    private final HttpConnections connections;
    private final Answering answering;

    Guarded(GuardedHttp protocol) {
      this(protocol, new Answering(protocol.getAdapter()));
    }

    private Guarded(GuardedHttp protocol, Answering answering) {
      super(protocol, answering);
      this.connections = protocol.connections();
      this.answering = answering;
    }

    @Override
    public SocketState service(SocketWrapperBase<?> connection) throws IOException {
      Exchange exchange = connections.exchange(connection);
      answering.exchange = exchange;
      SocketState state = super.service(connection);
      if (state == SocketState.LONG && !isAsync()) {
        exchange.headIsIncomplete(System.nanoTime());
      } else {
        exchange.isAnswered();
        if (state != SocketState.LONG) {
          connections.forget(connection);
        }
      }
      return state;
    }
  }

  /** Notes when a request's head is complete, and leaves no body to be read afterwards. */
  private static final class Answering implements Adapter {
    private final Adapter adapter;
    private Exchange exchange;

    Answering(Adapter adapter) {
      this.adapter = adapter;
    }

    @Override
    public void service(Request request, Response response) throws Exception {
      exchange.headIsComplete(response);
      adapter.service(request, response);
      leave(request);
    }

    @Override
    public boolean asyncDispatch(Request request, Response response, SocketEvent status)
        throws Exception {
      exchange.headIsComplete(response);
      try {
        return adapter.asyncDispatch(request, response, status);
      } finally {
        leave(request);
        exchange.isAnswered();
      }
    }

    private static void leave(Request request) {
      if (!is(request, ActionCode.ASYNC_IS_ASYNC)
          && !is(request, ActionCode.REQUEST_BODY_FULLY_READ)
          && request.getContentLengthLong() != 0
          && hasBody(request)) {
        request.action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        request.action(ActionCode.CLOSE_NOW, null);
      }
    }

    private static boolean hasBody(Request request) {
      return request.getContentLengthLong() > 0 || request.getHeader("transfer-encoding") != null;
    }

    private static boolean is(Request request, ActionCode what) {
      AtomicBoolean answer = new AtomicBoolean();
      request.action(what, answer);
      return answer.get();
    }

    @Override
    public boolean prepare(Request request, Response response) throws Exception {
      return adapter.prepare(request, response);
    }

    @Override
    public void log(Request request, Response response, long time) {
      adapter.log(request, response, time);
    }

    @Override
    public void checkRecycled(Request request, Response response) {
      adapter.checkRecycled(request, response);
    }

    @Override
    public String getDomain() {
      return adapter.getDomain();
    }
  }
}
