package io.sightline.media.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.HttpStatusCode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Keeps each thing as an object of a bucket. */
final class S3MediaStore implements MediaStore {
  private static final Duration CONNECTED = Duration.ofSeconds(3);

  /** Nothing comes for so long: then it is asked again, a few times. */
  private static final Duration SILENT = Duration.ofSeconds(20);

  /** For what is read into memory, with all times that it is asked for: somebody waits for it. */
  private static final Duration PATIENCE = Duration.ofSeconds(45);

  /** What a bucket calls what it keeps no versions of. */
  private static final String UNVERSIONED = "null";

  private final String bucket;
  private final String prefix;
  private final S3Client client;

  /**
   * @param folder of the bucket; empty for all of it
   */
  S3MediaStore(String bucket, String folder) {
    this.bucket = bucket;
    this.prefix = folder.isEmpty() ? "" : folder + "/";
    // Servers beside Amazon's have no host name a bucket, and not all know the newer checksums.
    this.client =
        S3Client.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECTED)
                    .socketTimeout(SILENT))
            .forcePathStyle(true)
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .build();
  }

  private String key(String name) {
    MediaAddress.requireName(name);
    return prefix + name;
  }

  @Override
  public void put(String name, byte[] bytes) throws IOException {
    String key = key(name);
    try {
      client.putObject(to -> to.bucket(bucket).key(key), RequestBody.fromBytes(bytes));
    } catch (SdkException | UncheckedIOException e) {
      throw failure("cannot be stored", name, e);
    }
  }

  @Override
  public void take(String name, Path file) throws IOException {
    String key = key(name);
    try {
      client.putObject(to -> to.bucket(bucket).key(key), RequestBody.fromFile(file));
    } catch (SdkException | UncheckedIOException e) {
      throw failure("cannot be stored", name, e);
    }
    Files.delete(file);
  }

  @Override
  public boolean copy(String name, Path file) throws IOException {
    String key = key(name);
    try {
      GetObjectResponse whole =
          client.getObject(from -> from.bucket(bucket).key(key), ResponseTransformer.toFile(file));
      requireWhole(name, whole, Files.size(file));
      return true;
    } catch (NoSuchKeyException e) {
      return false;
    } catch (SdkException | UncheckedIOException e) {
      throw failure("cannot be read", name, e);
    }
  }

  @Override
  public Optional<byte[]> get(String name) throws IOException {
    String key = key(name);
    try {
      ResponseBytes<GetObjectResponse> bytes =
          client.getObjectAsBytes(
              from ->
                  from.bucket(bucket)
                      .key(key)
                      .overrideConfiguration(call -> call.apiCallTimeout(PATIENCE)));
      byte[] whole = bytes.asByteArray();
      requireWhole(name, bytes.response(), whole.length);
      return Optional.of(whole);
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    } catch (SdkException | UncheckedIOException e) {
      throw failure("cannot be read", name, e);
    }
  }

  /** The JDK's client takes a connection that breaks off for an end. */
  private void requireWhole(String name, GetObjectResponse object, long bytes) throws IOException {
    Long length = object.contentLength();
    if (length != null && length != bytes) {
      throw new IOException(
          "%s cannot be read in the bucket %s: it broke off after %d of %d bytes"
              .formatted(name, bucket, bytes, length));
    }
  }

  @Override
  public void delete(String name) throws IOException {
    String key = key(name);
    try {
      deleteWholly(key);
    } catch (SdkException | UncheckedIOException e) {
      throw failure("cannot be deleted", name, e);
    }
  }

  @Override
  public List<String> names(String folder) throws IOException {
    String below = key(folder) + "/";
    try {
      return client
          .listObjectsV2Paginator(what -> what.bucket(bucket).prefix(below))
          .contents()
          .stream()
          .limit(MOST_NAMES)
          .map(object -> object.key().substring(prefix.length()))
          .toList();
    } catch (SdkException | UncheckedIOException e) {
      throw failure("cannot be listed", folder, e);
    }
  }

  @Override
  public void deleteAll(String folder) throws IOException {
    String below = key(folder) + "/";
    try {
      // One by one: deleting many at once needs checksums, see above.
      for (S3Object object :
          client.listObjectsV2Paginator(what -> what.bucket(bucket).prefix(below)).contents()) {
        deleteWholly(object.key());
      }
    } catch (SdkException | UncheckedIOException e) {
      throw failure("cannot be deleted", folder, e);
    }
  }

  /**
   * In a bucket that keeps versions, with all of them: what is deleted here is to be gone. The
   * newest goes last, so that what is broken off is still listed and done again.
   */
  private void deleteWholly(String key) {
    if (isVersioned(key)) {
      deleteVersions(key);
      return;
    }
    DeleteObjectResponse marked = client.deleteObject(what -> what.bucket(bucket).key(key));
    if (Boolean.TRUE.equals(marked.deleteMarker())) {
      // It was hidden, or is since.
      deleteVersions(key);
    }
  }

  /** Whether what is there under a key is a version of it. */
  private boolean isVersioned(String key) {
    try {
      String version = client.headObject(of -> of.bucket(bucket).key(key)).versionId();
      return version != null && !version.equals(UNVERSIONED);
    } catch (NoSuchKeyException e) {
      return false;
    }
  }

  private void deleteVersions(String key) {
    List<String> newestFirst = new ArrayList<>();
    List<String> markers = new ArrayList<>();
    for (ListObjectVersionsResponse page :
        client.listObjectVersionsPaginator(what -> what.bucket(bucket).prefix(key))) {
      page.versions().stream()
          .filter(version -> version.key().equals(key))
          .forEach(version -> newestFirst.add(version.versionId()));
      page.deleteMarkers().stream()
          .filter(marker -> marker.key().equals(key))
          .forEach(marker -> markers.add(marker.versionId()));
    }
    Collections.reverse(newestFirst);
    newestFirst.forEach(version -> deleteVersion(key, version));
    markers.forEach(marker -> deleteVersion(key, marker));
  }

  private void deleteVersion(String key, String version) {
    client.deleteObject(what -> what.bucket(bucket).key(key).versionId(version));
  }

  /** The client lets some failures of a connection through as they are. */
  private IOException failure(String what, String name, RuntimeException cause) {
    String says = name + " " + what + " in the bucket " + bucket + ": " + cause.getMessage();
    return isAway(cause) ? new StoreAwayException(says, cause) : new IOException(says, cause);
  }

  private static boolean isAway(RuntimeException cause) {
    if (cause instanceof SdkServiceException refused) {
      return refused.isThrottlingException()
          || refused.statusCode() >= HttpStatusCode.INTERNAL_SERVER_ERROR;
    }
    return cause instanceof ApiCallTimeoutException
        || Stream.<Throwable>iterate(cause, Objects::nonNull, Throwable::getCause)
            .anyMatch(IOException.class::isInstance);
  }

  @Override
  public void close() {
    client.close();
  }
}
