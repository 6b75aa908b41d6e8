package io.sightline.query.web.v1;

import io.sightline.query.access.Reader;
import io.sightline.query.plates.PassagePictures;
import io.sightline.query.plates.PassagePictures.Blur;
import io.sightline.query.sessions.BundleKey;
import io.sightline.query.sessions.StayBundles;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What shows that something was so. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "evidence", description = "Whole pictures of passages, and signed bundles of stays")
class EvidenceController {
  private static final String ZIP = "application/zip";
  private static final String PEM = "application/x-pem-file";

  private final PassagePictures pictures;
  private final StayBundles bundles;
  private final BundleKey key;

  EvidenceController(PassagePictures pictures, StayBundles bundles, BundleKey key) {
    this.pictures = pictures;
    this.bundles = bundles;
    this.key = key;
  }

  @GetMapping(path = "/passages/{id}/picture", produces = MediaType.IMAGE_JPEG_VALUE)
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(mediaType = "image/jpeg", schema = @Schema(type = "string", format = "binary")))
  @ApiResponse(responseCode = "409", description = "Others' plates cannot be made unreadable")
  @Operation(
      operationId = "getPassagePicture",
      summary =
          "The whole picture of a passage, where its camera keeps pictures. `blur` is others, which"
              + " makes plates of other vehicles unreadable, or none, for clerks and admins")
  ResponseEntity<byte[]> picture(
      @PathVariable UUID id,
      @RequestParam(defaultValue = "live") String run,
      @Parameter(
              schema =
                  @Schema(
                      allowableValues = {"others", "none"},
                      defaultValue = "others"))
          @RequestParam(defaultValue = "others")
          String blur,
      Reader reader) {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .contentType(MediaType.IMAGE_JPEG)
        .body(pictures.of(reader, run, id, Blur.of(blur)));
  }

  @GetMapping(path = "/sessions/{id}/bundle", produces = ZIP)
  @ApiResponse(
      responseCode = "200",
      content = @Content(mediaType = ZIP, schema = @Schema(type = "string", format = "binary")))
  @Operation(
      operationId = "getSessionBundle",
      summary =
          "All that is known of one stay as a signed zip: facts, pictures, what was read, layout,"
              + " models and code. `blur` is others, or none, for clerks and admins")
  ResponseEntity<byte[]> bundle(
      @PathVariable UUID id,
      @RequestParam(defaultValue = "live") String run,
      @Parameter(
              schema =
                  @Schema(
                      allowableValues = {"others", "none"},
                      defaultValue = "others"))
          @RequestParam(defaultValue = "others")
          String blur,
      Reader reader) {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .contentType(MediaType.parseMediaType(ZIP))
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment().filename("stay-" + id + ".zip").build().toString())
        .body(bundles.of(reader, run, id, Blur.of(blur)));
  }

  @GetMapping(path = "/bundle-key", produces = PEM)
  @ApiResponse(
      responseCode = "200",
      content = @Content(mediaType = PEM, schema = @Schema(type = "string")))
  @Operation(
      operationId = "getBundleKey",
      summary = "The public key that this installation signs bundles with (Ed25519, PEM)")
  ResponseEntity<String> key() {
    return ResponseEntity.ok().contentType(MediaType.parseMediaType(PEM)).body(key.pem());
  }
}
