package io.sightline.media.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Keeps each thing as an object of a bucket. */
final class S3MediaStore implements MediaStore {
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
            .httpClient(UrlConnectionHttpClient.create())
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
    } catch (SdkException e) {
      throw failure("cannot be stored", name, e);
    }
  }

  @Override
  public void take(String name, Path file) throws IOException {
    String key = key(name);
    try {
      client.putObject(to -> to.bucket(bucket).key(key), RequestBody.fromFile(file));
    } catch (SdkException e) {
      throw failure("cannot be stored", name, e);
    }
    Files.delete(file);
  }

  @Override
  public boolean copy(String name, Path file) throws IOException {
    String key = key(name);
    try {
      client.getObject(from -> from.bucket(bucket).key(key), ResponseTransformer.toFile(file));
      return true;
    } catch (NoSuchKeyException e) {
      return false;
    } catch (SdkException e) {
      throw failure("cannot be read", name, e);
    }
  }

  @Override
  public Optional<byte[]> get(String name) throws IOException {
    String key = key(name);
    try {
      ResponseBytes<GetObjectResponse> bytes =
          client.getObjectAsBytes(from -> from.bucket(bucket).key(key));
      return Optional.of(bytes.asByteArray());
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    } catch (SdkException e) {
      throw failure("cannot be read", name, e);
    }
  }

  @Override
  public void delete(String name) throws IOException {
    String key = key(name);
    try {
      client.deleteObject(what -> what.bucket(bucket).key(key));
    } catch (SdkException e) {
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
    } catch (SdkException e) {
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
        client.deleteObject(what -> what.bucket(bucket).key(object.key()));
      }
    } catch (SdkException e) {
      throw failure("cannot be deleted", folder, e);
    }
  }

  private IOException failure(String what, String name, SdkException cause) {
    return new IOException(
        name + " " + what + " in the bucket " + bucket + ": " + cause.getMessage(), cause);
  }

  @Override
  public void close() {
    client.close();
  }
}
