package io.sightline.query.web.v1;

import io.sightline.query.access.Editor;
import io.sightline.query.audit.AuditTrail;
import io.sightline.query.paging.Part;
import io.sightline.store.audit.AuditRows.Noted;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The log of who did what, and of who read personal data. */
@RestController
@RequestMapping("/api/v1/audit")
@Tag(name = "audit", description = "Who did what, and who read personal data")
class AuditController {
  private final AuditTrail trail;

  AuditController(AuditTrail trail) {
    this.trail = trail;
  }

  /**
   * Something that was noted.
   *
   * @param principal who did it; of a deleted person their number
   * @param outcome {@code done} or {@code refused}
   * @param address of the machine that asked
   * @param purpose as they said in X-Purpose
   * @param detail what was changed, where the object alone does not say
   */
  @Schema(name = "AuditEntry")
  record AuditBody(
      long id,
      Instant at,
      @Schema(nullable = true) String principal,
      String action,
      String object,
      String outcome,
      @Schema(nullable = true) String address,
      @Schema(nullable = true) String purpose,
      @Schema(nullable = true) String detail) {
    static AuditBody of(Noted noted) {
      return new AuditBody(
          noted.id(),
          noted.at(),
          noted.entry().principal(),
          noted.entry().action(),
          noted.entry().object(),
          noted.entry().outcome(),
          noted.entry().address(),
          noted.entry().purpose(),
          noted.entry().detail());
    }
  }

  @GetMapping
  @Operation(
      operationId = "listAudit",
      summary =
          "What people did and which personal data they read, newest first; for admins. `plate`"
              + " finds who searched for one: the log holds a keyed hash of it")
  PageBody<AuditBody> list(
      @RequestParam(required = false) String principal,
      @RequestParam(required = false) String action,
      @Parameter(schema = @Schema(allowableValues = {"done", "refused"}))
          @RequestParam(required = false)
          String outcome,
      @RequestParam(required = false) String plate,
      @RequestParam(required = false) Instant from,
      @RequestParam(required = false) Instant to,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor,
      Editor editor) {
    return PageBody.of(
        trail.list(
            editor,
            new AuditTrail.Wanted(principal, action, outcome, plate, from, to),
            new Part(limit, cursor)),
        AuditBody::of);
  }
}
