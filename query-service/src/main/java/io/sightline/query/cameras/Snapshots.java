package io.sightline.query.cameras;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sightline.domain.BadInput;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.network.AllowedNetworks;
import io.sightline.domain.network.CameraAddress;
import io.sightline.domain.settings.Settings;
import io.sightline.media.PictureEncoder;
import io.sightline.media.StreamFailure;
import io.sightline.query.access.Reader;
import io.sightline.query.access.Scope;
import io.sightline.query.audit.Audit;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.Refused;
import io.sightline.query.failures.Unavailable;
import io.sightline.store.sites.CameraRows;
import io.sightline.store.sites.CameraRows.SeenBox;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
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
public class Snapshots {
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final Duration FORGOTTEN = Duration.ofMinutes(1);
  private static final int MOST_KEPT = 64;
  private static final int LONGEST_WAIT_SECONDS = 3;
  private static final int AT_ONCE = 4;
  private static final float LINE_SHARE = 0.003f;

  private final CameraRows rows;
  private final Cameras cameras;
  private final CameraEye eye;
  private final Audit audit;
  private final AllowedNetworks networks;
  private final Semaphore slots = new Semaphore(AT_ONCE);
  private final Cache<String, Taken> kept =
      Caffeine.newBuilder().maximumSize(MOST_KEPT).expireAfterAccess(FORGOTTEN).build();

  /** One camera's picture; whoever asks first takes it, the others wait for that one. */
  private static final class Taken {
    private final ReentrantLock lock = new ReentrantLock();
    private Picture picture;
    private long atNanos = System.nanoTime() - 2 * FRESH_NANOS;
  }

  protected Snapshots(
      CameraRows rows, Cameras cameras, CameraEye eye, Audit audit, Settings settings) {
    this.rows = rows;
    this.cameras = cameras;
    this.eye = eye;
    this.audit = audit;
    this.networks = settings.get(Settings.CAMERAS_ALLOWED_NETWORKS);
  }

  /**
   * A camera's picture of now.
   *
   * @param withBoxes whether what was seen last is drawn into it
   * @return a JPEG
   * @throws NotFound when the camera is not there for the reader, or is not live
   * @throws Conflict when it is not seen now
   * @throws Unavailable when too many ask
   */
  public byte[] take(Reader reader, String camera, boolean withBoxes) {
    List<SeenBox> boxes = cameras.find(reader, camera).boxes();
    byte[] jpeg = PictureEncoder.jpeg(drawn(picture(camera), withBoxes ? boxes : List.of()));
    audit.noteRead(reader, "look", camera);
    return jpeg;
  }

  /**
   * A frame of a camera as it is.
   *
   * @throws NotFound as {@link #take}
   * @throws Conflict as {@link #take}
   * @throws Unavailable as {@link #take}
   */
  public Picture frame(Reader reader, String camera) {
    reader.require(Scope.READ);
    cameras.find(reader, camera);
    Picture frame = picture(camera);
    audit.noteRead(reader, "look", camera);
    return frame;
  }

  /**
   * A frame of whatever is at an address; for people who may add cameras.
   *
   * @param uri as cameras' are written
   * @throws Refused when they may not
   * @throws BadInput when it is no camera's address, or not in a network where cameras may be
   * @throws Conflict when nothing comes from there
   */
  public Picture frameAt(Reader reader, String uri) {
    reader.require(Scope.WRITE);
    if (!reader.isAdmin()) {
      // A clerk's sites have some of the cameras that are there, and an address is anybody's.
      throw new Refused("Only admins, who may add cameras, may look at any address.");
    }
    CameraAddress address = CameraAddress.parse(uri);
    audit.noteRead(reader, "look", address.withoutCredentials());
    try {
      return look(address, address.resolve(networks));
    } catch (UnknownHostException | StreamFailure e) {
      throw new Conflict("No picture comes from " + address.withoutCredentials() + ".");
    } catch (InterruptedException e) {
      throw ending();
    }
  }

  private Picture picture(String camera) {
    Taken taken = kept.get(camera, key -> new Taken());
    try {
      if (!taken.lock.tryLock(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw notSeen(camera);
      }
    } catch (InterruptedException e) {
      throw ending();
    }
    try {
      if (System.nanoTime() - taken.atNanos > FRESH_NANOS) {
        taken.picture = null;
        try {
          taken.picture = look(camera);
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

  private static Conflict notSeen(String camera) {
    return new Conflict("The camera '" + camera + "' is not seen now.");
  }

  private static Unavailable ending() {
    Thread.currentThread().interrupt();
    return new Unavailable("The service is ending.");
  }

  private Picture look(String camera) {
    try {
      CameraAddress address =
          rows.address(camera).orElseThrow(() -> new NotFound("A live camera '" + camera + "'"));
      return look(address, address.resolve(networks));
    } catch (BadInput | UnknownHostException | StreamFailure e) {
      throw notSeen(camera);
    } catch (InterruptedException e) {
      throw ending();
    }
  }

  private Picture look(CameraAddress address, InetAddress at)
      throws StreamFailure, InterruptedException {
    if (!slots.tryAcquire(2, TimeUnit.SECONDS)) {
      throw new Unavailable("Too many pictures are being taken; try again.");
    }
    try {
      return eye.look(address, at);
    } finally {
      slots.release();
    }
  }

  private static BufferedImage drawn(Picture picture, List<SeenBox> boxes) {
    BufferedImage image = PictureEncoder.image(picture);
    if (!boxes.isEmpty()) {
      Graphics2D graphics = image.createGraphics();
      graphics.setColor(Color.YELLOW);
      graphics.setStroke(new BasicStroke(Math.max(1, picture.width() * LINE_SHARE)));
      boxes.forEach(box -> draw(graphics, box));
      graphics.dispose();
    }
    return image;
  }

  private static void draw(Graphics2D graphics, SeenBox box) {
    int x = (int) box.x();
    int y = (int) box.y();
    graphics.drawRect(x, y, (int) box.width(), (int) box.height());
    graphics.drawString(box.label(), x + 2, y - 2);
  }
}
