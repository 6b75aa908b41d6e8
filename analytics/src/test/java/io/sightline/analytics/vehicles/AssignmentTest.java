package io.sightline.analytics.vehicles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class AssignmentTest {
  private static final double LIMIT = 0.8;

  @Property
  void itCostsAsLittleAsTheBestOfAllAssignments(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 6) int rows,
      @ForAll @IntRange(min = 0, max = 6) int columns) {
    Random random = new Random(seed);
    double[][] costs = new double[rows][columns];
    for (double[] row : costs) {
      for (int j = 0; j < columns; j++) {
        row[j] = random.nextDouble();
      }
    }
    int[] assigned = Assignment.leastCost(costs, LIMIT);
    boolean[] used = new boolean[columns];
    for (int i = 0; i < rows; i++) {
      if (assigned[i] != Assignment.NONE) {
        assertThat(used[assigned[i]]).as("column %d twice", assigned[i]).isFalse();
        used[assigned[i]] = true;
        assertThat(costs[i][assigned[i]]).isLessThanOrEqualTo(LIMIT);
      }
    }
    assertThat(cost(costs, assigned)).isCloseTo(best(costs, 0, new boolean[columns]), within(1e-9));
  }

  private static double cost(double[][] costs, int[] assigned) {
    double sum = 0;
    for (int i = 0; i < assigned.length; i++) {
      sum += assigned[i] == Assignment.NONE ? LIMIT : costs[i][assigned[i]];
    }
    return sum;
  }

  private static double best(double[][] costs, int row, boolean[] used) {
    if (row == costs.length) {
      return 0;
    }
    double best = LIMIT + best(costs, row + 1, used);
    for (int j = 0; j < used.length; j++) {
      if (!used[j] && costs[row][j] <= LIMIT) {
        used[j] = true;
        best = Math.min(best, costs[row][j] + best(costs, row + 1, used));
        used[j] = false;
      }
    }
    return best;
  }
}
