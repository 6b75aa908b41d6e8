package io.sightline.runs;

import io.sightline.domain.BadInput;
import io.sightline.media.store.EvidenceNames;
import io.sightline.media.store.MediaAddress;
import io.sightline.media.store.MediaStore;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.runs.RunClaim;
import io.sightline.store.runs.RunDeletion;
import java.io.IOException;
import org.apache.flink.util.FileUtils;

/**
 * Deletes runs with all that belongs to them: rows, pictures, checkpoints, and last the run itself,
 * so that a deletion that was broken off is taken up by whoever comes next.
 *
 * @param folders where runs keep what they need while they are made
 * @param media where pictures are kept
 */
public record RunRemoval(RunFolders folders, MediaAddress media) {

  /**
   * @param claim on the run, so that nobody makes it meanwhile
   * @param progress is told how far it is; so is the run's row
   * @throws BadInput when something of it is held
   * @throws IOException when pictures or checkpoints cannot be deleted; the run is still marked
   */
  public void remove(RunClaim claim, Progress progress) throws IOException {
    String run = claim.run();
    requireNotHeld(claim);
    if (!RunDeletion.markClaimed(claim.jdbc(), run)) {
      return;
    }
    RunDeletion.rows(
        claim.jdbc(),
        FactKinds.PRODUCT,
        run,
        share -> {
          claim.rows().progress(run, share);
          progress.at(share, "deleting the run '" + run + "'");
        });
    try (MediaStore pictures = media.open()) {
      pictures.deleteAll(EvidenceNames.folder(run));
    }
    FileUtils.deleteDirectory(folders.of(run).toFile());
    RunDeletion.forget(claim.jdbc(), run);
  }

  private static void requireNotHeld(RunClaim claim) {
    RunDeletion.held(claim.jdbc(), FactKinds.PRODUCT, claim.run())
        .ifPresent(
            hold -> {
              throw new BadInput(
                  "The run '"
                      + claim.run()
                      + "' cannot be deleted: something of it is held ("
                      + hold.reason()
                      + "); release hold "
                      + hold.id()
                      + " of site '"
                      + hold.site()
                      + "' first.");
            });
  }
}
