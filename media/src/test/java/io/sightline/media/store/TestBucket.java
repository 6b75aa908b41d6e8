package io.sightline.media.store;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;

/** A server of S3 in this JVM with one bucket, which the AWS SDK is told of meanwhile. */
public final class TestBucket implements AutoCloseable {
  private static final String NAME = "pictures";
  private static final List<String> PROPERTIES =
      List.of("aws.accessKeyId", "aws.secretAccessKey", "aws.region", "aws.endpointUrlS3");

  private final BlobStoreContext context;
  private final S3Proxy server;

  /**
   * @param folder that the server keeps its objects in
   */
  public TestBucket(Path folder) throws Exception {
    Properties properties = new Properties();
    properties.setProperty("jclouds.filesystem.basedir", folder.toString());
    context =
        ContextBuilder.newBuilder("filesystem-nio2")
            .credentials("key", "secret")
            .overrides(properties)
            .build(BlobStoreContext.class);
    server =
        S3Proxy.builder()
            .blobStore(context.getBlobStore())
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, "key", "secret")
            .build();
    server.start();
    List<String> values =
        List.of("key", "secret", "us-east-1", "http://127.0.0.1:" + server.getPort());
    for (int i = 0; i < PROPERTIES.size(); i++) {
      System.setProperty(PROPERTIES.get(i), values.get(i));
    }
    context.getBlobStore().createContainerInLocation(null, NAME);
  }

  public MediaAddress address() {
    return MediaAddress.of("s3://" + NAME + "/some/folder");
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("The server of S3 does not end.", e);
    }
    context.close();
    PROPERTIES.forEach(System::clearProperty);
  }
}
