package io.sightline.query.predictions;

import io.sightline.domain.frames.Picture;
import io.sightline.media.PictureEncoder;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Component;

/** Draws into a picture what was seen in it. */
@Component
public class Drawings {
  private static final float LINE_SHARE = 0.003f;
  private static final float TEXT_SHARE = 0.022f;
  private static final int LEAST_TEXT = 11;

  private final Decoding decoding;

  protected Drawings(Decoding decoding) {
    this.decoding = decoding;
  }

  /**
   * A box with words.
   *
   * @param good drawn in another colour than what is not
   */
  public record Mark(Area area, String words, boolean good) {}

  /**
   * @return completes with a JPEG
   */
  public CompletableFuture<byte[]> draw(SentPicture sent, List<Mark> marks) {
    return decoding.with(sent, picture -> CompletableFuture.completedFuture(drawn(picture, marks)));
  }

  private static byte[] drawn(Picture picture, List<Mark> marks) {
    BufferedImage image = PictureEncoder.image(picture);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setStroke(new BasicStroke(Math.max(1, picture.width() * LINE_SHARE)));
      int size = Math.max(LEAST_TEXT, Math.round(picture.width() * TEXT_SHARE));
      graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, size));
      marks.forEach(mark -> draw(graphics, mark));
    } finally {
      graphics.dispose();
    }
    return PictureEncoder.jpeg(image);
  }

  private static void draw(Graphics2D graphics, Mark mark) {
    Area area = mark.area();
    int x = Math.round(area.x1());
    int y = Math.round(area.y1());
    graphics.setColor(mark.good() ? Color.GREEN : Color.YELLOW);
    graphics.drawRect(x, y, Math.round(area.x2() - area.x1()), Math.round(area.y2() - area.y1()));
    int above = y - 3;
    int below = y + graphics.getFontMetrics().getAscent();
    graphics.drawString(mark.words(), x + 2, above > graphics.getFont().getSize() ? above : below);
  }
}
