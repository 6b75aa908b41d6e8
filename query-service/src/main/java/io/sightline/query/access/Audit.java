package io.sightline.query.access;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who did what, and who was refused. No tokens, no passwords. */
@Component
public class Audit {
  private static final int MOST = 200;

  private final JdbcClient jdbc;

  Audit(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  public void note(HttpServletRequest request, String principal, String action, String object) {
    note(request, principal, action, object, "done");
  }

  void note(
      HttpServletRequest request, String principal, String action, String object, String outcome) {
    jdbc.sql(
            "insert into audit_log (principal, action, object, outcome, address)"
                + " values (?, ?, ?, ?, ?)")
        .params(shortened(principal), action, shortened(object), outcome, request.getRemoteAddr())
        .update();
  }

  private static String shortened(String text) {
    String clean = text == null ? "" : text.replace("\0", "");
    return clean.length() > MOST ? clean.substring(0, MOST) : clean;
  }
}
