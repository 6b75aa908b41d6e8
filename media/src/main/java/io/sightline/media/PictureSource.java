package io.sightline.media;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageInputStream;

/** An encoded picture, wherever it is. */
sealed interface PictureSource {
  /** As errors call it. */
  String name();

  InputStream open() throws IOException;

  byte[] bytes() throws IOException;

  ImageInputStream image() throws IOException;

  /** In a file. */
  record InFile(Path file) implements PictureSource {
    @Override
    public String name() {
      return file.toString();
    }

    @Override
    public InputStream open() throws IOException {
      return Files.newInputStream(file);
    }

    @Override
    public byte[] bytes() throws IOException {
      return Files.readAllBytes(file);
    }

    @Override
    public ImageInputStream image() throws IOException {
      return ImageIO.createImageInputStream(file.toFile());
    }
  }

  /** As somebody sent it. */
  record InMemory(String name, byte[] bytes) implements PictureSource {
    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }

    @Override
    public ImageInputStream image() throws IOException {
      return ImageIO.createImageInputStream(open());
    }
  }
}
