package io.sightline.query.sites;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.network.CameraAddress;
import io.sightline.domain.settings.Settings;
import io.sightline.media.LiveStream;
import io.sightline.media.PictureEncoder;
import io.sightline.media.StreamFailure;
import io.sightline.query.QueryServiceOptions;
import io.sightline.query.web.Problem;
import io.sightline.store.registry.LiveAddresses;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Component;

/**
 * Pictures of live cameras, taken when somebody asks. The service connects to the camera itself, so
 * that no pixels travel through the job or the database; a picture is kept for a moment, for others
 * who ask.
 */
@Component
class Snapshots {
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int MAX_KEPT = 64;
  private static final int LONGEST_WAIT_SECONDS = 3;
  private static final int AT_ONCE = 4;
  private static final float LINE_SHARE = 0.003f;

  private final LiveAddresses addresses;
  private final Settings settings;
  private final Semaphore slots = new Semaphore(AT_ONCE);
  private final Map<String, Taken> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Taken> eldest) {
          return size() > MAX_KEPT;
        }
      };

  /** One camera's picture; whoever asks first takes it, the others wait for that one. */
  private static final class Taken {
    private final ReentrantLock lock = new ReentrantLock();
    private Picture picture;
    private long atNanos = System.nanoTime() - 2 * FRESH_NANOS;
  }

  Snapshots(QueryServiceOptions options) {
    this.addresses = LiveAddresses.stored(options.database());
    this.settings = options.settings();
  }

  /**
   * @param latest what is known of the camera's newest frame; its boxes are drawn
   * @return a JPEG
   */
  byte[] of(String camera, Map<String, Object> latest) {
    return PictureEncoder.jpeg(drawn(picture(camera), latest));
  }

  private Picture picture(String camera) {
    Taken taken;
    synchronized (kept) {
      taken = kept.computeIfAbsent(camera, key -> new Taken());
    }
    try {
      if (!taken.lock.tryLock(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw notSeen(camera);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.unavailable("The service is ending.");
    }
    try {
      if (System.nanoTime() - taken.atNanos > FRESH_NANOS) {
        taken.picture = null;
        try {
          taken.picture = take(camera);
        } finally {
          // That it could not be taken is not tried again at once either.
          taken.atNanos = System.nanoTime();
        }
      }
      if (taken.picture == null) {
        throw notSeen(camera);
      }
      return taken.picture;
    } finally {
      taken.lock.unlock();
    }
  }

  private static Problem notSeen(String camera) {
    return Problem.unavailable("The camera '" + camera + "' is not seen now.");
  }

  private Picture take(String camera) {
    try {
      CameraAddress address =
          addresses
              .find(camera)
              .orElseThrow(() -> Problem.notFound("A live camera '" + camera + "'"));
      var at = address.resolve(settings.get(Settings.CAMERAS_ALLOWED_NETWORKS));
      if (!slots.tryAcquire(2, TimeUnit.SECONDS)) {
        throw Problem.unavailable("Too many pictures are being taken; try again.");
      }
      Duration timeout = settings.get(Settings.CAMERAS_READ_TIMEOUT);
      try (LiveStream stream = LiveStream.of(address, timeout, timeout.multipliedBy(2))) {
        stream.open(at);
        stream.advance();
        return stream.picture();
      } finally {
        slots.release();
      }
    } catch (BadInput | UnknownHostException | StreamFailure e) {
      throw notSeen(camera);
    } catch (SQLException e) {
      throw new org.springframework.jdbc.UncategorizedSQLException("address", null, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.unavailable("The service is ending.");
    }
  }

  private static BufferedImage drawn(Picture picture, Map<String, Object> latest) {
    BufferedImage image = PictureEncoder.image(picture);
    if (latest.get("boxes") instanceof List<?> boxes) {
      Graphics2D graphics = image.createGraphics();
      graphics.setColor(Color.YELLOW);
      graphics.setStroke(new BasicStroke(Math.max(1, picture.width() * LINE_SHARE)));
      boxes.forEach(box -> draw(graphics, (Map<?, ?>) box));
      graphics.dispose();
    }
    return image;
  }

  private static void draw(Graphics2D graphics, Map<?, ?> box) {
    int x = number(box, "x");
    int y = number(box, "y");
    graphics.drawRect(x, y, number(box, "width"), number(box, "height"));
    graphics.drawString(String.valueOf(box.get("label")), x + 2, y - 2);
  }

  private static int number(Map<?, ?> box, String key) {
    return box.get(key) instanceof Number number ? number.intValue() : 0;
  }
}
