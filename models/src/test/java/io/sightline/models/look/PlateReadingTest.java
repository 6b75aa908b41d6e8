package io.sightline.models.look;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.observations.PlateText;
import io.sightline.domain.plates.PlateFormats;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.manifest.ModelTask;
import io.sightline.models.runtime.Model;
import io.sightline.models.runtime.ModelPools;
import io.sightline.models.runtime.PoolOptions;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.GlyphVector;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PlateReadingTest {
  private static final int WIDTH = 200;
  private static final int HEIGHT = 100;
  private static final String LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ";

  private static final PlateFormats ONE_LINE = PlateFormats.of(List.of("CL"));
  private static final PlateFormats TWO_LINES = PlateFormats.of(List.of("BR"));

  private static ModelManifest bundled() {
    Path folder = Path.of(System.getProperty("sightline.root")).resolve("models/bundled");
    return ModelCatalog.of(List.of(), folder).requireDefault(ModelTask.PLATE_RECOGNITION);
  }

  /** A reader that says one thing of a whole plate and others of its lines. */
  private static final class Reader implements Model<PlateText> {
    private final ModelManifest manifest = bundled();
    private final List<PlateText> lines;
    private final PlateText whole;
    private int asked;

    private Reader(PlateText whole, PlateText... lines) {
      this.whole = whole;
      this.lines = List.of(lines);
    }

    @Override
    public ModelManifest manifest() {
      return manifest;
    }

    @Override
    public CompletableFuture<PlateText> submit(Picture picture) {
      int line = asked++;
      return CompletableFuture.completedFuture(line == 0 ? whole : lines.get(line - 1));
    }
  }

  private static PlateText text(String text, double score) {
    return PlateText.of(text, Collections.nCopies(text.length(), (float) score));
  }

  private static String read(Picture plate, Model<PlateText> reader, PlateFormats formats) {
    Box all = new Box(0, 0, plate.width(), plate.height());
    PlateSighting place = new PlateSighting(all, 1, PlateSighting.NO_VEHICLE, null, null);
    return PlateReading.of(plate, List.of(place), reader, formats).join().get(0).text().text();
  }

  private static String read(Reader reader, PlateFormats formats) {
    return read(plate("ABC", "1D23"), reader, formats);
  }

  @Test
  void aPlateThatIsReadSurelyWholeIsNotPartedWhereAllHaveOneLine() {
    Reader reader = new Reader(text("ABCD12", 0.85), text("X", 0.99), text("Y", 0.99));
    assertThat(read(reader, ONE_LINE)).isEqualTo("ABCD12");
    assertThat(reader.asked).isEqualTo(1);
  }

  @Test
  void whereTwoLinesAreExpectedBothAreReadAndTheSurerCounts() {
    assertThat(
            read(new Reader(text("ABC1D23", 0.85), text("ABC", 0.9), text("1D24", 0.9)), TWO_LINES))
        .isEqualTo("ABC1D24");
    assertThat(
            read(
                new Reader(text("ABC1D23", 0.85), text("ABC", 0.99), text("1D24", 0.8)), TWO_LINES))
        .as("one line alone is read well by chance")
        .isEqualTo("ABC1D23");
  }

  @Test
  void aTextThatCanBeAPlateIsSurerThanOneThatCannot() {
    PlateText junk = text("O1IMW2P", 0.99);
    assertThat(read(new Reader(text("ABC1D23", 0.9), junk, text("K179658", 0.99)), TWO_LINES))
        .isEqualTo("ABC1D23");
    assertThat(read(new Reader(text("8", 0.99), text("ABC", 0.7), text("1D23", 0.7)), TWO_LINES))
        .isEqualTo("ABC1D23");
  }

  @Test
  void whatIsReadUnsurelyMayHaveTwoLinesWhereNoneAreExpected() {
    assertThat(read(new Reader(text("A8C1", 0.6), text("AB", 0.9), text("CD12", 0.9)), ONE_LINE))
        .isEqualTo("ABCD12");
    assertThat(read(new Reader(text("ABCD12", 0.6), text("AB", 0.5), text("CD12", 0.9)), ONE_LINE))
        .isEqualTo("ABCD12");
  }

  @Test
  void whereNothingIsSaidOfPlatesTheyMayHaveTwoLines() {
    assertThat(
            read(
                new Reader(text("A8C1", 0.9), text("ABC", 0.95), text("1D23", 0.95)),
                PlateFormats.ANY))
        .isEqualTo("ABC1D23");
  }

  /** With the bundled reader, whose weights may change: most, not all. */
  @Test
  void platesOfTwoLinesAreReadAndThoseOfOneAreLeftWhole() throws Exception {
    Random random = new Random(5);
    int twoLines = 0;
    int oneLine = 0;
    int whole = 0;
    int plates = 40;
    try (ModelPools.Lease<PlateText> lease =
        ModelPools.leaseReader(bundled(), PoolOptions.oneByOne())) {
      for (int i = 0; i < plates; i++) {
        String letters = letters(random, 3);
        String digits = "" + random.nextInt(10) + letters(random, 1) + (10 + random.nextInt(90));
        String two = read(plate(letters, digits), lease.pool(), TWO_LINES);
        twoLines += TWO_LINES.spell(two).equals(TWO_LINES.spell(letters + digits)) ? 1 : 0;
        Picture single = withSmallPrint(letters + digits);
        for (PlateFormats formats : List.of(PlateFormats.of(List.of("US")), PlateFormats.ANY)) {
          oneLine += read(single, lease.pool(), formats).equals(letters + digits) ? 1 : 0;
        }
        whole += lease.pool().submit(single).get().text().equals(letters + digits) ? 1 : 0;
      }
    }
    assertThat(twoLines).isGreaterThanOrEqualTo(plates / 2);
    assertThat(oneLine).isGreaterThanOrEqualTo(2 * whole);
    assertThat(whole).isGreaterThanOrEqualTo(plates / 2);
  }

  private static String letters(Random random, int count) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < count; i++) {
      letters.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return letters.toString();
  }

  private static Picture plate(String... lines) {
    List<Rectangle2D> fields = new ArrayList<>();
    double height = (double) HEIGHT / lines.length;
    for (int i = 0; i < lines.length; i++) {
      double top = i * height + 0.14 * height;
      fields.add(new Rectangle2D.Double(0.12 * WIDTH, top, 0.76 * WIDTH, 0.72 * height));
    }
    return drawn(List.of(lines), fields);
  }

  /** A state's name above the characters, as on plates of the United States. */
  private static Picture withSmallPrint(String text) {
    return drawn(
        List.of("MINNESOTA", text, "10000 LAKES"),
        List.of(
            new Rectangle2D.Double(50, 6, 100, 16),
            new Rectangle2D.Double(12, 30, 176, 48),
            new Rectangle2D.Double(60, 86, 80, 9)));
  }

  private static Picture drawn(List<String> texts, List<Rectangle2D> fields) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setColor(new Color(235, 235, 228));
    graphics.fillRect(0, 0, WIDTH, HEIGHT);
    graphics.setColor(new Color(20, 20, 30));
    graphics.setStroke(new BasicStroke(2));
    graphics.drawRoundRect(2, 2, WIDTH - 5, HEIGHT - 5, 10, 10);
    for (int i = 0; i < texts.size(); i++) {
      Font font = new Font(Font.SANS_SERIF, Font.BOLD, 100);
      GlyphVector glyphs = font.createGlyphVector(graphics.getFontRenderContext(), texts.get(i));
      Rectangle2D bounds = glyphs.getVisualBounds();
      Rectangle2D field = fields.get(i);
      AffineTransform fit = AffineTransform.getTranslateInstance(field.getX(), field.getY());
      fit.scale(field.getWidth() / bounds.getWidth(), field.getHeight() / bounds.getHeight());
      fit.translate(-bounds.getX(), -bounds.getY());
      graphics.fill(fit.createTransformedShape(glyphs.getOutline()));
    }
    graphics.dispose();
    return new Picture(
        WIDTH, HEIGHT, ((DataBufferByte) image.getRaster().getDataBuffer()).getData());
  }
}
