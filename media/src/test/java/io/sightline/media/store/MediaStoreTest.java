package io.sightline.media.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MediaStoreTest {
  @TempDir Path folder;

  @Test
  void aFolderKeepsWhatIsPutIntoIt() throws Exception {
    try (MediaStore store = MediaAddress.of(folder.resolve("media")).open()) {
      keepsWhatIsPutIntoIt(store);
    }
    try (var files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(1);
    }
  }

  @Test
  void aBucketKeepsWhatIsPutIntoIt() throws Exception {
    try (TestBucket bucket = new TestBucket(folder);
        MediaStore store = bucket.address().open()) {
      keepsWhatIsPutIntoIt(store);
    }
  }

  private void keepsWhatIsPutIntoIt(MediaStore store) throws Exception {
    byte[] first = {1, 2, 3};
    byte[] second = {4};
    takesAndCopiesFiles(store);
    assertThat(store.get("crops/run/gate/1.jpg")).isEmpty();
    store.put("crops/run/gate/1.jpg", first);
    store.put("crops/run/gate/2.jpg", first);
    store.put("crops/run/gate/2.jpg", second);
    store.put("crops/run-2/gate/1.jpg", second);
    assertThat(store.get("crops/run/gate/1.jpg")).hasValue(first);
    assertThat(store.get("crops/run/gate/2.jpg")).hasValue(second);
    assertThat(store.names("crops/run"))
        .containsExactlyInAnyOrder("crops/run/gate/1.jpg", "crops/run/gate/2.jpg");
    assertThat(store.names("nothing")).isEmpty();
    store.delete("crops/run/gate/1.jpg");
    store.delete("crops/run/gate/1.jpg");
    assertThat(store.get("crops/run/gate/1.jpg")).isEmpty();
    store.deleteAll("crops/run");
    store.deleteAll("crops/nothing");
    assertThat(store.get("crops/run/gate/2.jpg")).isEmpty();
    assertThat(store.get("crops/run-2/gate/1.jpg")).hasValue(second);
    for (String name : new String[] {"../out", "/etc/passwd", "a//b", "", "a/../b", "ä"}) {
      assertThatThrownBy(() -> store.put(name, first))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is no name");
    }
  }

  private void takesAndCopiesFiles(MediaStore store) throws Exception {
    Path sent = Files.write(folder.resolve("sent"), new byte[300_000]);
    Path copy = folder.resolve("copy");
    assertThat(store.copy("uploads/1.mp4", copy)).isFalse();
    assertThat(copy).doesNotExist();
    store.put("uploads/1.mp4", new byte[] {1});
    store.take("uploads/1.mp4", sent);
    assertThat(sent).as("it is the store's now").doesNotExist();
    assertThat(store.copy("uploads/1.mp4", copy)).isTrue();
    assertThat(copy).hasBinaryContent(new byte[300_000]);
    assertThatThrownBy(() -> store.copy("uploads/1.mp4", copy)).isInstanceOf(IOException.class);
    store.delete("uploads/1.mp4");
    assertThat(store.names("uploads")).isEmpty();
    Files.delete(copy);
  }

  @Test
  void whatAKilledProcessLeftHalfWrittenIsNotAmongWhatIsKeptAndGoes() throws Exception {
    MediaAddress address = MediaAddress.of(folder.resolve("media"));
    Path parts = Files.createDirectories(folder.resolve("media/.parts"));
    Path old = Files.write(parts.resolve("part1.tmp"), new byte[] {1});
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(86_400)));
    Path young = Files.write(parts.resolve("part2.tmp"), new byte[] {1});
    try (MediaStore store = address.open()) {
      store.put("crops/run/gate/1.jpg", new byte[] {1});
      assertThat(store.names("crops")).containsExactly("crops/run/gate/1.jpg");
    }
    assertThat(old).doesNotExist();
    assertThat(young).as("another process may be at it").exists();
    try (Stream<Path> files = Files.list(folder.resolve("media/crops/run/gate"))) {
      assertThat(files).as("parts lie elsewhere").hasSize(1);
    }
  }

  @Test
  void anotherAddressIsRefused() {
    for (String url : new String[] {"ftp://host/folder", "file:", "s3://", "s3:bucket"}) {
      assertThatThrownBy(() -> MediaAddress.of(url))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("give file:/folder or s3://bucket/folder");
    }
    assertThat(MediaAddress.of("file:/a b%20c").folder()).hasValue(Path.of("/a b%20c"));
    assertThat(MediaAddress.of("s3://my.2026/x").folder()).isEmpty();
  }
}
