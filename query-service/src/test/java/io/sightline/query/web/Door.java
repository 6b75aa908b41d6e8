package io.sightline.query.web;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.request;

import io.sightline.domain.json.Json;
import io.sightline.query.access.Access;
import io.sightline.query.access.Proof;
import io.sightline.query.access.Reader;
import io.sightline.query.access.Role;
import io.sightline.query.failures.NotSignedIn;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.springframework.format.support.DefaultFormattingConversionService;
import org.springframework.format.support.FormattingConversionService;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.converter.ByteArrayHttpMessageConverter;
import org.springframework.http.converter.StringHttpMessageConverter;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import tools.jackson.databind.json.JsonMapper;

/** A door with some controllers in it, and nothing behind them but what a test puts there. */
public final class Door {
  private final MockMvc mvc;

  private Door(MockMvc mvc) {
    this.mvc = mvc;
  }

  /** The number of somebody who is not known. */
  public static final long NOBODY = 404;

  /** Knows everybody but {@link #NOBODY}. */
  public static final class TestingAccess extends Access {
    public TestingAccess() {
      super(null, null);
    }

    @Override
    public Reader reader(Proof proof, String address) {
      if (proof.userId() == NOBODY) {
        throw new NotSignedIn("This user may not sign in any more.");
      }
      return known("nora");
    }

    static Reader known(String username) {
      return username.equals("ada")
          ? new Reader(username, Role.ADMIN, null, null)
          : new Reader(username, Role.VIEWER, Map.of("garage", Role.CLERK), null);
    }
  }

  public static Door of(Object... controllers) {
    return new Door(
        MockMvcBuilders.standaloneSetup(controllers)
            .setControllerAdvice(new ProblemAdvice())
            .setCustomArgumentResolvers(new WhoAsks())
            .addInterceptors(new Words())
            .setConversionService(conversions())
            .setMessageConverters(
                new ByteArrayHttpMessageConverter(),
                new StringHttpMessageConverter(),
                new JacksonJsonHttpMessageConverter(json()))
            .build());
  }

  private static FormattingConversionService conversions() {
    FormattingConversionService conversions = new DefaultFormattingConversionService();
    new Texts().addFormatters(conversions);
    return conversions;
  }

  private static JsonMapper json() {
    JsonMapper.Builder builder = JsonMapper.builder();
    Texts.configure(builder);
    return builder.build();
  }

  /** What was answered. */
  public record Answer(int status, String type, byte[] bytes, MockHttpServletResponse response) {
    private String text() {
      return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    }

    @SuppressWarnings("unchecked") // JSON objects have texts as keys.
    public Map<String, Object> object() {
      return Json.read(text(), Map.class);
    }

    public List<?> list() {
      return Json.read(text(), List.class);
    }

    /** Of a part of a list. */
    public List<?> items() {
      return (List<?>) object().get("items");
    }

    /** What problem details say is wrong. */
    public String detail() {
      if (!type.startsWith(MediaType.APPLICATION_PROBLEM_JSON_VALUE)) {
        throw new AssertionError("No problem: " + status + " " + type + " " + text());
      }
      Map<String, Object> problem = object();
      if (!problem.get("status").equals(status)) {
        throw new AssertionError("The problem is of another status: " + problem);
      }
      return (String) problem.get("detail");
    }
  }

  public Answer get(String path) {
    return ask("ada", HttpMethod.GET, path, null);
  }

  public Answer post(String path, String json) {
    return ask("ada", HttpMethod.POST, path, json);
  }

  public Answer delete(String path) {
    return ask("ada", HttpMethod.DELETE, path, null);
  }

  /**
   * @param username who asks; null when nobody says
   * @param body JSON, or YAML where it does not begin as an object; null for none
   */
  public Answer ask(String username, HttpMethod method, String path, String body) {
    return ask(username, method, path, body, HttpHeaders.EMPTY);
  }

  /** The same with some headers. */
  public Answer ask(
      String username, HttpMethod method, String path, String body, HttpHeaders headers) {
    MockHttpServletRequestBuilder request =
        request(method, URI.create(path)).with(Door::fromTheNetwork).headers(headers);
    if (username != null) {
      request.principal(new SignedIn(TestingAccess.known(username)));
    }
    if (body != null) {
      request
          .contentType(body.startsWith("{") ? "application/json" : "application/yaml")
          .content(body);
    }
    try {
      MvcResult result = mvc.perform(request).andReturn();
      if (result.getRequest().isAsyncStarted()) {
        result = mvc.perform(MockMvcRequestBuilders.asyncDispatch(result)).andReturn();
      }
      MockHttpServletResponse response = result.getResponse();
      return new Answer(
          response.getStatus(),
          String.valueOf(response.getContentType()),
          response.getContentAsByteArray(),
          response);
    } catch (Exception e) {
      throw new AssertionError(path, e);
    }
  }

  private static org.springframework.mock.web.MockHttpServletRequest fromTheNetwork(
      org.springframework.mock.web.MockHttpServletRequest request) {
    request.setRemoteAddr("10.1.2.3");
    return request;
  }
}
