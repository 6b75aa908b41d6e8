package io.sightline.evaluation.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.site.Gate.Direction;
import io.sightline.evaluation.reconciliation.BarrierLog.Line;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BarrierLogTest {
  private static final ZoneId SANTIAGO = ZoneId.of("America/Santiago");

  @TempDir Path folder;

  private List<Line> read(String text) throws IOException {
    Path file = folder.resolve("entries.csv");
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    return BarrierLog.read(file, SANTIAGO);
  }

  @Test
  void timesAreInTheirZoneOrInTheSitesAndLinesInTheirOrder() throws IOException {
    List<Line> lines =
        read(
            """
            time,plate,lane,direction
            2026-03-01 05:00:10,ABCD12,main,in
            2026-03-01T08:00:00Z,WXYZ99,main,OUT
            2026-03-01T09:00:05+01:00,,,
            """);
    assertThat(lines)
        .containsExactly(
            new Line(2, Instant.parse("2026-03-01T08:00:00Z"), "WXYZ99", "main", Direction.EXIT),
            new Line(3, Instant.parse("2026-03-01T08:00:05Z"), "", "", null),
            new Line(1, Instant.parse("2026-03-01T08:00:10Z"), "ABCD12", "main", Direction.ENTRY));
  }

  @Test
  void spreadsheetsMayUseOtherDelimitersAndLeaveEmptyRows() throws IOException {
    assertThat(read("Plate;Time\r\nABCD12;2026-03-01 05:00:10\r\n;\r\n")).hasSize(1);
    assertThat(read("\uFEFFtime\tplate\n2026-03-01 05:00:10\tABCD12\n")).hasSize(1);
  }

  @Test
  void whatCannotBeReadIsNamed() {
    assertThatThrownBy(() -> read("when,plate\n1,2\n"))
        .isInstanceOf(BadInput.class)
        .hasMessageEndingWith(
            "needs the columns time and plate, and may have lane and direction (entry or exit).");
    assertThatThrownBy(() -> read("time,plate\n01/03/2026 05:00,ABCD12\n"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("record 1: `time` should be")
        .hasMessageContaining("01/03/2026 05:00");
    assertThatThrownBy(() -> read("time,plate,direction\n2026-03-01 05:00:00,ABCD12,up\n"))
        .hasMessageContaining("should be entry or exit, not 'up'");
    assertThatThrownBy(() -> read("time,plate\n")).hasMessageContaining("has no lines");
  }
}
