package io.sightline.renderer;

import io.sightline.renderer.footage.CarParkFootage;
import io.sightline.renderer.pictures.FacePictures;
import io.sightline.renderer.pictures.PlatePictures;
import io.sightline.renderer.pictures.TrainingPictures;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The renderer's own command line. */
@Command(name = "render", description = "Renders pictures and footage with their truth.")
public final class Render {

  @Option(names = "--seed", defaultValue = "1", scope = CommandLine.ScopeType.INHERIT)
  private long seed;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      scope = CommandLine.ScopeType.INHERIT)
  private Path out;

  private Render() {}

  public static void main(String[] args) {
    System.setProperty("java.awt.headless", "true");
    System.exit(new CommandLine(new Render()).execute(args));
  }

  @Command(name = "vehicles", description = "Pictures with the boxes of their vehicles.")
  int vehicles(@Option(names = "--count", defaultValue = "10000") int count) throws Exception {
    new TrainingPictures(seed, out).vehicles(count);
    return 0;
  }

  @Command(name = "spots", description = "Crops of parking spots, occupied and free.")
  int spots(
      @Option(names = "--scenes", defaultValue = "1000", description = "Some 15 crops each.")
          int scenes,
      @Option(names = "--shaded", description = "In the sun, under trees, lamp posts and houses.")
          boolean shaded)
      throws Exception {
    TrainingPictures pictures = new TrainingPictures(seed, out);
    if (shaded) {
      pictures.shadedSpots(scenes);
    } else {
      pictures.spots(scenes);
    }
    return 0;
  }

  @Command(name = "plates", description = "Vehicles cut out, with the boxes of their plates.")
  int plates(
      @Option(names = "--scenes", defaultValue = "2000", description = "Some vehicles each.")
          int scenes)
      throws Exception {
    new PlatePictures(seed, out).write(scenes);
    return 0;
  }

  @Command(name = "faces", description = "People with the boxes of their faces.")
  int faces(@Option(names = "--scenes", defaultValue = "2000") int scenes) throws Exception {
    new FacePictures(seed, out).boxes(scenes);
    return 0;
  }

  @Command(name = "rooms", description = "Rooms without people, so without faces.")
  int rooms(@Option(names = "--scenes", defaultValue = "1000") int scenes) throws Exception {
    new FacePictures(seed, out).rooms(scenes);
    return 0;
  }

  @Command(name = "emotions", description = "Faces cut out, labelled with their expressions.")
  int emotions(@Option(names = "--scenes", defaultValue = "6000") int scenes) throws Exception {
    new FacePictures(seed, out).expressions(scenes);
    return 0;
  }

  @Command(name = "footage", description = "A car park's cameras, with the truth and a site file.")
  int footage() throws Exception {
    new CarParkFootage(seed, out).write();
    return 0;
  }
}
