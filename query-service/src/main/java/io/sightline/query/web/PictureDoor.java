package io.sightline.query.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sightline.domain.BadInput;
import io.sightline.domain.settings.Settings;
import io.sightline.query.failures.Failure;
import io.sightline.query.failures.Unavailable;
import io.sightline.query.predictions.Drawings;
import io.sightline.query.predictions.SentPicture;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** What all doors that take pictures have in common: how they come in, and how answers go out. */
@Component
public class PictureDoor implements DisposableBean {
  private static final int BATCHES_AT_ONCE = 2;
  private static final int BATCHES_WAITING = 8;
  private static final int IN_FLIGHT = 8;
  private static final int DRAWN_AT_ONCE = 2;
  private static final int DRAWINGS_WAITING = 32;

  private final Drawings drawings;
  private final Settings settings;
  private final ThreadPoolExecutor batches =
      new ThreadPoolExecutor(
          BATCHES_AT_ONCE,
          BATCHES_AT_ONCE,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(BATCHES_WAITING));
  private final ThreadPoolExecutor drawing =
      new ThreadPoolExecutor(
          DRAWN_AT_ONCE,
          DRAWN_AT_ONCE,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(DRAWINGS_WAITING));
  private final HeldBytes held = new HeldBytes(Runtime.getRuntime().maxMemory() / 8);

  protected PictureDoor(Drawings drawings, Settings settings) {
    this.drawings = drawings;
    this.settings = settings;
  }

  /**
   * The pictures of a request.
   *
   * @param known names of the words that may stand beside them
   */
  public PictureRequest read(HttpServletRequest request, Set<String> known) throws IOException {
    boolean stranger = request.getUserPrincipal() == null;
    long mostOfOne = settings.get(Settings.LIMITS_PICTURE);
    long mostOfAll = stranger ? mostOfOne : settings.get(Settings.LIMITS_UPLOAD);
    return PictureRequest.read(
        request, known, new PictureRequest.Limits(mostOfOne, mostOfAll, !stranger, held.share()));
  }

  /**
   * What stands beside pictures that were read; where that cannot be used, they are let go of.
   *
   * @param words of them, such as {@link #share}
   */
  public static <T> T beside(PictureRequest sent, Function<PictureRequest, T> words) {
    try {
      return words.apply(sent);
    } catch (RuntimeException | Error e) {
      sent.close();
      throw e;
    }
  }

  /**
   * A number from 0 to 1 that stands in the query or beside the picture.
   *
   * @param inQuery null where it does not stand there
   * @return null where it stands nowhere
   * @throws BadInput when it is no number, or is said in both places
   */
  public static Double share(PictureRequest sent, String name, Double inQuery) {
    String beside = sent.text(name).filter(text -> !text.isBlank()).orElse(null);
    if (beside == null) {
      return inQuery;
    }
    if (inQuery != null) {
      throw new BadInput("`" + name + "` stands in the query and in the form; say it once.");
    }
    try {
      return Double.valueOf(beside.strip());
    } catch (NumberFormatException e) {
      throw new BadInput("`" + name + "` should be a number from 0 to 1.", e);
    }
  }

  /** As {@link #share}, of a text. */
  public static String text(PictureRequest sent, String name, String inQuery) {
    String beside = sent.text(name).filter(text -> !text.isBlank()).orElse(null);
    if (beside != null && inQuery != null) {
      throw new BadInput("`" + name + "` stands in the query and in the form; say it once.");
    }
    return beside == null ? inQuery : beside;
  }

  /**
   * How one picture of several was answered.
   *
   * @param status as HTTP has it
   * @param answer null where there is none
   * @param detail why there is none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Item(String name, int status, Object answer, String detail) {}

  /** Answers for several pictures, in their order. */
  public record Items(List<Item> items, String next) {}

  /**
   * Answers a request.
   *
   * @param annotated whether the picture is wanted with what was seen drawn into it
   * @param predict asks about one picture
   * @param body what is answered in JSON
   * @param marks what is drawn
   */
  public <T> CompletableFuture<ResponseEntity<Object>> answer(
      HttpServletRequest request,
      PictureRequest sent,
      boolean annotated,
      Function<SentPicture, CompletableFuture<T>> predict,
      Function<T, Object> body,
      Function<T, List<Drawings.Mark>> marks) {
    try {
      return answered(request, sent, annotated, predict, body, marks)
          .whenComplete((answer, failure) -> sent.close());
    } catch (RuntimeException | Error e) {
      sent.close();
      throw e;
    }
  }

  private <T> CompletableFuture<ResponseEntity<Object>> answered(
      HttpServletRequest request,
      PictureRequest sent,
      boolean annotated,
      Function<SentPicture, CompletableFuture<T>> predict,
      Function<T, Object> body,
      Function<T, List<Drawings.Mark>> marks) {
    boolean drawn = annotated || wantsPicture(request);
    if (sent.isBatch()) {
      if (drawn) {
        throw new BadInput("Of several pictures none is drawn; send one, or ask for JSON.");
      }
      return several(sent.pictures(), predict, body);
    }
    SentPicture picture = sent.pictures().get(0);
    CompletableFuture<T> seen = predict.apply(picture);
    if (!drawn) {
      return seen.thenApply(found -> json(body.apply(found)));
    }
    // Elsewhere: the model's threads have others to look at.
    return seen.thenComposeAsync(found -> drawings.draw(picture, marks.apply(found)), drawing)
        .thenApply(
            jpeg -> ResponseEntity.ok().contentType(MediaType.IMAGE_JPEG).body((Object) jpeg))
        .exceptionallyCompose(
            failure ->
                CompletableFuture.failedFuture(
                    failure.getCause() instanceof RejectedExecutionException
                        ? new Unavailable(
                            "Too many pictures are being drawn; try again in a second.")
                        : failure));
  }

  private static ResponseEntity<Object> json(Object body) {
    return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(body);
  }

  /** Whether a picture is wanted before anything else. */
  public static boolean wantsPicture(HttpServletRequest request) {
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    return accept != null
        && MediaType.parseMediaTypes(accept).stream()
            .findFirst()
            .filter(first -> MediaType.IMAGE_JPEG.equalsTypeAndSubtype(first))
            .isPresent();
  }

  private <T> CompletableFuture<ResponseEntity<Object>> several(
      List<SentPicture> pictures,
      Function<SentPicture, CompletableFuture<T>> predict,
      Function<T, Object> body) {
    try {
      return CompletableFuture.supplyAsync(() -> json(items(pictures, predict, body)), batches);
    } catch (RejectedExecutionException e) {
      throw new Unavailable("Too many pictures are being looked at; try again in a second.");
    }
  }

  private static <T> Items items(
      List<SentPicture> pictures,
      Function<SentPicture, CompletableFuture<T>> predict,
      Function<T, Object> body) {
    List<CompletableFuture<Item>> answers = new ArrayList<>();
    for (SentPicture picture : pictures) {
      if (answers.size() >= IN_FLIGHT) {
        answers.get(answers.size() - IN_FLIGHT).join();
      }
      answers.add(item(picture, predict, body));
    }
    return new Items(answers.stream().map(CompletableFuture::join).toList(), null);
  }

  private static <T> CompletableFuture<Item> item(
      SentPicture picture,
      Function<SentPicture, CompletableFuture<T>> predict,
      Function<T, Object> body) {
    CompletableFuture<T> seen;
    try {
      seen = predict.apply(picture);
    } catch (RuntimeException e) {
      seen = CompletableFuture.failedFuture(e);
    }
    BiFunction<T, Throwable, Item> answer =
        (found, failure) ->
            failure == null
                ? new Item(picture.name(), HttpStatus.OK.value(), body.apply(found), null)
                : failed(picture, failure);
    return seen.handle(answer);
  }

  private static Item failed(SentPicture picture, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof Failure known) {
      return new Item(picture.name(), Problems.status(known).value(), null, cause.getMessage());
    }
    if (cause instanceof BadInput) {
      return new Item(picture.name(), HttpStatus.BAD_REQUEST.value(), null, cause.getMessage());
    }
    throw cause instanceof RuntimeException unexpected
        ? unexpected
        : new CompletionException(cause);
  }

  @Override
  public void destroy() {
    batches.shutdownNow();
    drawing.shutdownNow();
  }
}
