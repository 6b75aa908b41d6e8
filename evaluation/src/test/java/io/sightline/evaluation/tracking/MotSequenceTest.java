package io.sightline.evaluation.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MotSequenceTest {
  private static final String INFO = "[Sequence]\nname=yard\nframeRate=10\nseqLength=3\n";
  private static final String TRUTH = "1,7,10,20,30,40,1,3,1\n2,7,12,20,30,40,1,3,0.5\n";
  private static final String DETECTIONS = "1,-1,10,20,30,40,0.9\n3,-1,10.5,20,30,40,-1,-1,-1,-1\n";

  @TempDir Path folder;
  private Path sequence;

  @BeforeEach
  void write() throws IOException {
    sequence = folder.resolve("yard");
    write("seqinfo.ini", INFO);
    write("gt/gt.txt", TRUTH);
    write("det/det.txt", DETECTIONS);
  }

  private void write(String name, String text) throws IOException {
    Path file = sequence.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void boxesAreReadByFrame() {
    MotSequence read = MotSequence.read(sequence);
    assertThat(read.name()).isEqualTo("yard");
    assertThat(read.fps()).isEqualTo(10);
    assertThat(read.truth()).hasSize(3);
    assertThat(read.truth().get(1)).containsExactly(new Placed(7, new Box(12, 20, 42, 60)));
    assertThat(read.truth().get(2)).isEmpty();
    assertThat(read.detections().get(0))
        .containsExactly(new Detection("vehicle", 0.9f, new Box(10, 20, 40, 60)));
    assertThat(read.detections().get(2))
        .as("a box without a score is sure")
        .containsExactly(new Detection("vehicle", 1, new Box(10.5f, 20, 40.5f, 60)));
  }

  @Test
  void whatWindowsAndSpreadsheetsSaveIsReadToo() throws IOException {
    write("seqinfo.ini", "\ufeff" + INFO.replace("\n", "\r\n").replace("frameRate", "FrameRate"));
    write("gt/gt.txt", "\ufeff" + TRUTH.replace("\n", "\r\n") + "\r\n");
    assertThat(MotSequence.read(sequence).truth().get(0)).hasSize(1);
  }

  @Test
  void whatIsFlaggedAsNotToBeCountedIsLeftOut() throws IOException {
    write("gt/gt.txt", TRUTH + "1,8,10,20,30,40,0,8,1\n");
    MotSequence read = MotSequence.read(sequence);
    assertThat(read.truth().get(0)).hasSize(1);
    assertThat(read.ignored().get(0)).containsExactly(new Placed(8, new Box(10, 20, 40, 60)));
    assertThat(read.ignored().get(1)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gt/gt.txt | 1,7,10,20,30 | gt.txt, line 1 has 5 columns",
        "gt/gt.txt | 1 7 10 20 30 40 | with commas",
        "gt/gt.txt | 1,7,10,20,x,40 | gt.txt, line 1, column 5: 'x' is no number.",
        "gt/gt.txt | 1,7,NaN,20,30,40 | 'NaN' is no number.",
        "gt/gt.txt | 0,7,10,20,30,40 | there is no frame 0; frames are 1 to 3",
        "gt/gt.txt | 4,7,10,20,30,40 | there is no frame 4",
        "gt/gt.txt | 1.5,7,10,20,30,40 | there is no frame 1.5",
        "gt/gt.txt | 1,7.5,10,20,30,40 | the id must be a whole number",
        "gt/gt.txt | 1,7,10,20,0,40 | a width and a height above 0",
        "gt/gt.txt | 1,7,1e9,20,3,40 | is no pixel of a picture",
        "gt/gt.txt | 1,7,10,20,30,40,0 | has no box that counts",
        "det/det.txt | 1,-1,10,20,30,40,77 | the score must be 0 to 1, or -1",
        "det/det.txt | 1,-1,10,20,30,-40,0.5 | a width and a height above 0",
        "seqinfo.ini | frameRate=10 | has no line 'seqLength=…'; add it.",
        "seqinfo.ini | seqLength=3 | has no line 'frameRate=…'; add it.",
        "seqinfo.ini | frameRate=ten | frameRate: 'ten' is no number.",
        "seqinfo.ini | frameRate=0 | has no line 'seqLength",
      })
  void oddLinesAreAnsweredByASentenceThatNamesThem(String file, String text, String sentence)
      throws IOException {
    write(file, text);
    assertThatThrownBy(() -> MotSequence.read(sequence))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(sentence)
        .hasMessageEndingWith(".");
  }

  @Test
  void numbersThatCannotBeMeantAreRefused() throws IOException {
    write("seqinfo.ini", "frameRate=0\nseqLength=3");
    assertThatThrownBy(() -> MotSequence.read(sequence)).hasMessageContaining("frameRate must be");
    write("seqinfo.ini", "frameRate=10\nseqLength=2.5");
    assertThatThrownBy(() -> MotSequence.read(sequence)).hasMessageContaining("seqLength must be");
  }

  @Test
  void oneVehicleTwiceInAFrameIsRefused() throws IOException {
    write("gt/gt.txt", TRUTH + "1,7,90,20,30,40,1\n");
    assertThatThrownBy(() -> MotSequence.read(sequence))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("gt.txt, line 3: frame 1 has id 7 twice");
  }

  @ParameterizedTest
  @CsvSource({"seqinfo.ini", "gt/gt.txt", "det/det.txt"})
  void aMissingFileIsNamed(String name) throws IOException {
    Files.delete(sequence.resolve(name));
    assertThatThrownBy(() -> TrackingEvaluation.of(sequence))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("There is no ")
        .hasMessageContaining(name)
        .hasMessageContaining("a sequence in MOT's form has");
  }

  @Test
  void aFolderWithoutSequencesAndWhatIsNoFolderAreRefused() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() -> TrackingEvaluation.of(empty))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("There is no sequence in");
    assertThatThrownBy(() -> TrackingEvaluation.of(sequence.resolve("gt/gt.txt")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("is no folder");
  }

  @Test
  void sequencesAreJudgedOneByOneAndTogether() throws IOException {
    StringBuilder truth = new StringBuilder();
    StringBuilder detections = new StringBuilder();
    for (int frame = 1; frame <= 20; frame++) {
      truth.append("%d,1,%d,50,80,40,1%n".formatted(frame, 10 + frame * 5));
      detections.append("%d,-1,%d,50,80,40,0.9%n".formatted(frame, 10 + frame * 5));
    }
    for (String name : new String[] {"a", "b"}) {
      sequence = folder.resolve("two").resolve(name);
      write("seqinfo.ini", "frameRate=5\nseqLength=20\n");
      write("gt/gt.txt", truth.toString());
      write("det/det.txt", detections.toString());
    }
    TrackingEvaluation.Result result = TrackingEvaluation.of(folder.resolve("two"));
    assertThat(result.sequences())
        .extracting(TrackingEvaluation.Score::sequence)
        .containsExactly("a", "b");
    assertThat(result.all().frames()).isEqualTo(40);
    assertThat(result.all().vehicles()).isEqualTo(2);
    assertThat(result.all().tracks()).isEqualTo(2);
    assertThat(result.all().assA()).isGreaterThan(0.9);
    assertThat(result.all().mota()).isEqualTo(1);
    assertThat(result.all().idSwitches()).isZero();
  }
}
