package io.sightline.query.web;

import io.sightline.domain.BadInput;
import io.sightline.query.access.Access;
import io.sightline.query.access.Proof;
import io.sightline.query.access.Reader;
import io.sightline.query.access.Scope;
import io.sightline.query.audit.Audit;
import io.sightline.query.failures.Failure;
import io.sightline.query.failures.NotSignedIn;
import io.sightline.query.failures.Refused;
import io.sightline.query.people.Proofs;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.util.MultiValueMap;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;
import org.springframework.web.util.WebUtils;

/** What all WebSockets ask of whoever connects, and how they say no: by problem details. */
@Component
public class Handshakes {
  private static final String VERSION = "13";

  private final Access access;
  private final Proofs proofs;
  private final Origins origins;
  private final Audit audit;

  protected Handshakes(Access access, Proofs proofs, Origins origins, Audit audit) {
    this.access = access;
    this.proofs = proofs;
    this.origins = origins;
    this.audit = audit;
  }

  /** A request to open a WebSocket. */
  public record Asked(ServerHttpRequest request, MultiValueMap<String, String> query) {
    /** Of the query, decoded; null where it is not there. */
    public String parameter(String name) {
      String value = query.getFirst(name);
      return value == null ? null : UriUtils.decode(value, StandardCharsets.UTF_8);
    }

    /** Null where it is not there. */
    public String header(String name) {
      return request.getHeaders().getFirst(name);
    }

    public String path() {
      return request.getURI().getPath();
    }

    /** Of the machine that asks. */
    public String address() {
      return request.getRemoteAddress().getAddress().getHostAddress();
    }
  }

  /** What one kind of WebSocket asks beside. */
  @FunctionalInterface
  public interface Opening {
    /**
     * Throws a {@link Failure} or {@link BadInput} to refuse.
     *
     * @param asked with no other parameters than there are
     */
    void open(Asked asked);
  }

  /**
   * Lets in, or says why not.
   *
   * @param parameters that the query may have
   * @return whether the connection is to be opened
   */
  public boolean answer(
      ServerHttpRequest request,
      ServerHttpResponse response,
      Set<String> parameters,
      Opening opening)
      throws IOException {
    try {
      String unable = unable(request, response);
      if (unable != null) {
        return refuse(response, HttpStatus.UPGRADE_REQUIRED, unable);
      }
      requireOrigin(request);
      Words.require(parameters, request.getURI().getRawQuery());
      opening.open(
          new Asked(
              request, UriComponentsBuilder.fromUri(request.getURI()).build().getQueryParams()));
      return true;
    } catch (Failure e) {
      response.getHeaders().addAll(Problems.headers(e));
      return refuse(response, Problems.status(e), e.getMessage());
    } catch (BadInput e) {
      return refuse(response, HttpStatus.BAD_REQUEST, e.getMessage());
    }
  }

  /**
   * Who asks, by a token, a key or a ticket, to look; with what they say it is for.
   *
   * @throws NotSignedIn when nothing proves it
   * @throws Refused when what proves it is not for looking; this is written down
   */
  public Reader reader(Asked asked) {
    Proof proof =
        proofs
            .read(asked.header(HttpHeaders.AUTHORIZATION), asked.header(ProofFilter.API_KEY))
            .orElseGet(() -> ticket(asked.parameter("ticket")));
    String header = asked.header(WhoAsks.PURPOSE);
    Reader reader =
        access
            .reader(proof, asked.address())
            .asking(
                asked.address(),
                WhoAsks.purpose(header == null ? asked.parameter("purpose") : header));
    if (!reader.allows(Scope.READ)) {
      audit.noteRefusal(reader, "GET " + asked.path());
    }
    reader.require(Scope.READ);
    return reader;
  }

  private Proof ticket(String ticket) {
    if (ticket == null) {
      throw new NotSignedIn(
          "Sign in first: bring a token in the header Authorization, or a `ticket` of POST"
              + " /api/v1/live/tickets.");
    }
    return proofs.useTicket(ticket);
  }

  /** Why a request opens no WebSocket at all; null when it can. */
  private static String unable(ServerHttpRequest request, ServerHttpResponse response) {
    WebSocketHttpHeaders headers = new WebSocketHttpHeaders(request.getHeaders());
    boolean upgrade =
        request.getMethod() == HttpMethod.GET && "websocket".equalsIgnoreCase(headers.getUpgrade());
    if (upgrade && VERSION.equals(headers.getSecWebSocketVersion())) {
      return null;
    }
    response.getHeaders().setUpgrade("websocket");
    response.getHeaders().set(WebSocketHttpHeaders.SEC_WEBSOCKET_VERSION, VERSION);
    return "Here is a WebSocket (version 13); connect to it with ws:// or wss://, as /asyncapi.yaml"
        + " describes.";
  }

  /** A page of another origin could listen in the name of whoever looks at it. */
  private void requireOrigin(ServerHttpRequest request) {
    String origin = request.getHeaders().getOrigin();
    boolean isOwn =
        origin == null
            || WebUtils.isSameOrigin(request)
            || Origins.isOfHost(origin, request.getHeaders());
    if (!isOwn && !origins.allows(origin)) {
      throw new Refused(Origins.refusal());
    }
  }

  private static boolean refuse(ServerHttpResponse response, HttpStatus status, String detail)
      throws IOException {
    byte[] body = Problems.text(status, detail).getBytes(StandardCharsets.UTF_8);
    response.setStatusCode(status);
    response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    response.getHeaders().setContentLength(body.length);
    response.getBody().write(body);
    return false;
  }

  /** The connection itself. */
  public static Session raw(WebSocketSession session) {
    return ((NativeWebSocketSession) session).getNativeSession(Session.class);
  }
}
