package io.sightline.job.perception;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.Frame;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.Omission;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.PictureSize;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.LookFailure;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.ModelRole;
import io.sightline.job.evidence.CropWriter;
import io.sightline.job.settings.RunSettings;
import io.sightline.media.MediaFailure;
import io.sightline.models.look.PerceptionChain;
import io.sightline.models.look.Seen;
import io.sightline.models.look.ViewMeter;
import io.sightline.models.look.Wanted;
import io.sightline.models.runtime.ModelBusyException;
import io.sightline.models.runtime.ModelFailure;
import io.sightline.models.runtime.ModelTimeoutException;
import io.sightline.models.runtime.Models;
import io.sightline.models.runtime.UnusablePictureException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says of each frame what the models that its camera asks for see in it. A look at a picture that a
 * model refuses is set aside as a failure of that look, and the others count. A model that is
 * broken or slow, and a media store that is, fail a replay, which takes up its last checkpoint; in
 * the live run they cost their own answers only. Recorded frames that come from a checkpoint are
 * decoded again; live ones are lost, and leave a record that says so.
 */
public final class LookAtFrames extends RichAsyncFunction<Frame, Observations> {
  /**
   * Frames that came without their pixels: from a checkpoint, or as pictures that cannot be read.
   */
  public static final String FRAMES_DECODED_AGAIN = "framesDecodedAgain";

  static final String TOO_SLOW = "the model did not answer in time";

  private static final Logger LOG = LoggerFactory.getLogger(LookAtFrames.class);

  private final RunSettings settings;
  private final Supplier<Models> source;
  private final Duration limit;
  private final int inFlight;
  private transient Results results;
  private transient PerceptionChain chain;
  private transient RecordedFrames recorded;
  private transient CropWriter crops;
  private transient Wishes wishes;
  private transient Counter decodedAgain;

  /**
   * Made where it runs: it does not travel.
   *
   * @param source called once, when it opens
   * @param limit how long one look may take
   * @param inFlight most frames that it is asked about at once
   */
  public LookAtFrames(RunSettings settings, Supplier<Models> source, Duration limit, int inFlight) {
    this.settings = settings;
    this.source = source;
    this.limit = limit;
    this.inFlight = inFlight;
  }

  @Override
  public void open(OpenContext context) {
    results = new Results();
    decodedAgain = getRuntimeContext().getMetricGroup().counter(FRAMES_DECODED_AGAIN);
    Models models = source.get();
    chain = new PerceptionChain(models, limit);
    recorded = new RecordedFrames();
    if (!settings.media().isNone()) {
      crops = CropWriter.open(settings.media(), settings.live(), inFlight);
    }
    wishes =
        new Wishes(settings.models(), settings.layouts(), crops == null ? null : crops::keeperOf);
    models.require(Wishes.pinned(settings.models()));
  }

  @Override
  public void asyncInvoke(Frame frame, ResultFuture<Observations> result) {
    FrameHeader header = frame.header();
    Optional<Wanted> wanted = wanted(header);
    // Wishes are not for the threads that bring answers.
    GateViews views = wanted.isEmpty() ? GateViews.NONE : wishes.views(header);
    if (wanted.isEmpty()) {
      results.complete(result, Observations.nothing(header));
    } else if (frame.picture().isPresent()) {
      look(frame, frame.picture().get(), wanted.get(), views, result);
    } else if (settings.live()) {
      results.complete(result, dropped(header));
    } else {
      decodedAgain.inc();
      recorded
          .load(frame)
          .whenComplete(
              (picture, failure) -> {
                if (failure == null) {
                  look(frame, picture, wanted.get(), views, result);
                } else {
                  missed(header, wanted.get(), failure, result);
                }
              });
    }
  }

  /** Empty where there is nothing to look at, or nobody to look. */
  private Optional<Wanted> wanted(FrameHeader header) {
    return header.kind() == RecordKind.FRAME
        ? Optional.of(wishes.of(header)).filter(wanted -> !wanted.isNothing())
        : Optional.empty();
  }

  private void look(
      Frame frame,
      Picture picture,
      Wanted wanted,
      GateViews views,
      ResultFuture<Observations> result) {
    PictureSize size = new PictureSize(picture.width(), picture.height());
    PictureSize meant = frame.meant().orElse(size);
    FrameHeader header = frame.header();
    chain
        .look(picture, Resolution.wanted(wanted, meant, size))
        .whenComplete(
            (seen, failure) -> {
              if (failure == null) {
                keep(
                    picture,
                    observations(header, size, meant, wanted, seen)
                        // A photograph is of no timeline of pictures.
                        .viewed(header.still() ? null : ViewMeter.of(picture)),
                    views,
                    fatal(seen),
                    result);
              } else {
                results.fail(result, Observations.nothing(header), failure);
              }
            });
  }

  /**
   * Keeps the whole picture where somebody may want to see it.
   *
   * @param failure of what was seen, that another attempt may mend
   */
  private void keep(
      Picture picture,
      Observations seen,
      GateViews views,
      Optional<Throwable> failure,
      ResultFuture<Observations> result) {
    if (!views.mayShowAPassage(seen)) {
      answer(seen, failure, result);
      return;
    }
    crops
        .keep(seen.frame(), picture)
        .whenComplete(
            (name, notKept) ->
                answer(
                    notKept == null ? seen.pictured(name) : seen,
                    failure.or(() -> Optional.ofNullable(notKept)),
                    result));
  }

  private void answer(
      Observations observations, Optional<Throwable> failure, ResultFuture<Observations> result) {
    if (failure.isPresent() && !settings.live()) {
      results.fail(result, observations, failure.get());
    } else {
      results.complete(result, observations);
    }
  }

  /** With the coordinates that the layout's have. */
  private static Observations observations(
      FrameHeader header, PictureSize size, PictureSize meant, Wanted wanted, Seen seen) {
    boolean looked = !seen.models().isEmpty();
    Observations ofPicture =
        new Observations(
            header,
            looked ? size.width() : 0,
            looked ? size.height() : 0,
            seen.vehicles(),
            seen.plates(),
            seen.faces(),
            Resolution.spots(seen.spots(), wanted),
            seen.models(),
            seen.failures().stream().map(failure -> said(header, failure)).toList());
    return ofPicture.scaledTo(meant);
  }

  private static LookFailure said(FrameHeader header, Seen.Failure failure) {
    Throwable cause = failure.cause();
    if (!isExpected(cause)) {
      LOG.warn("The look for {} failed at {}.", failure.role().key(), header, cause);
    }
    return new LookFailure(
        failure.role().key(),
        cause instanceof ModelTimeoutException ? TOO_SLOW : String.valueOf(cause.getMessage()));
  }

  private static boolean isExpected(Throwable cause) {
    return cause instanceof BadInput
        || cause instanceof UnusablePictureException
        || cause instanceof ModelTimeoutException
        || cause instanceof ModelBusyException
        || cause instanceof ModelFailure;
  }

  /**
   * What a recorded frame must not be without: an answer that another attempt may bring. A picture
   * that a model refuses, it refuses again; a model that there is not, there will not be.
   */
  private static Optional<Throwable> fatal(Seen seen) {
    return seen.failures().stream()
        .map(Seen.Failure::cause)
        .filter(cause -> !(cause instanceof UnusablePictureException || cause instanceof BadInput))
        .findFirst()
        .or(() -> Optional.ofNullable(seen.notKept()));
  }

  private void missed(
      FrameHeader header, Wanted wanted, Throwable failure, ResultFuture<Observations> result) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    Observations nothing = Observations.nothing(header);
    // A picture may be damaged by itself. A video's frame was there before, so its absence is no
    // fact about it.
    if (header.still() && cause instanceof MediaFailure) {
      results.complete(result, nothing.poisoned(wanted.places().get(0), cause.getMessage()));
    } else {
      results.fail(result, nothing, cause);
    }
  }

  /** A record that says why the frame was left out, in its place. */
  private static Observations dropped(FrameHeader header) {
    return Observations.nothing(
        new FrameHeader(
            header.site(),
            header.camera(),
            header.epoch(),
            header.number(),
            header.capturedAtMillis(),
            RecordKind.DROPPED,
            Omission.NOT_RECORDED.key(),
            header.still(),
            header.layoutVersion(),
            header.address(),
            header.statements()));
  }

  /** How many frames came without their pixels. */
  long decodedAgain() {
    return decodedAgain.getCount();
  }

  /**
   * Looks end by themselves, so this is what is left when something else is wrong. A recorded frame
   * is never left out: the job fails, and tries again from its last checkpoint. A live one is,
   * since the next ones are waiting.
   */
  @Override
  public void timeout(Frame frame, ResultFuture<Observations> result) {
    Observations seen = Observations.nothing(frame.header());
    if (!settings.live()) {
      results.fail(
          result,
          seen,
          new IllegalStateException("The models did not answer in time for " + frame + "."));
      return;
    }
    List<ModelRole> places = wanted(frame.header()).map(Wanted::places).orElse(List.of());
    for (ModelRole place : places) {
      seen = seen.poisoned(place, TOO_SLOW);
    }
    results.complete(result, seen);
  }

  @Override
  public void close() {
    // First of all, so that nothing that fails because of what follows fails the job.
    if (results != null) {
      results.close();
    }
    if (chain != null) {
      chain.close();
    }
    if (recorded != null) {
      recorded.close();
    }
    if (crops != null) {
      crops.close();
    }
  }
}
