package io.sightline.analytics.vehicles;

import java.util.Arrays;

/**
 * The assignment of rows to columns with the least total cost, by the Hungarian method with
 * potentials (Kuhn 1955, in the O(n² m) form of Jonker and Volgenant 1987).
 */
public final class Assignment {
  public static final int NONE = -1;

  private Assignment() {}

  /**
   * @param costs by row and column; rows of equal length
   * @param mostCost pairs that cost more are not made; leaving a row out costs as much
   * @return column of each row, or {@link #NONE}
   */
  public static int[] leastCost(double[][] costs, double mostCost) {
    int rows = costs.length;
    int columns = rows == 0 ? 0 : costs[0].length;
    int[] columnOf = new int[rows];
    Arrays.fill(columnOf, NONE);
    // Rows and columns that no possible pair connects do not concern each other: most are alone
    // with their partner, and only crowds are left to be solved.
    boolean[] done = new boolean[rows];
    boolean[] reached = new boolean[columns];
    int[] crowdRows = new int[rows];
    int[] crowdColumns = new int[columns];
    for (int first = 0; first < rows; first++) {
      if (done[first]) {
        continue;
      }
      int rowCount = 0;
      int columnCount = 0;
      crowdRows[rowCount++] = first;
      done[first] = true;
      for (int i = 0; i < rowCount; i++) {
        double[] row = costs[crowdRows[i]];
        for (int column = 0; column < columns; column++) {
          if (!reached[column] && row[column] <= mostCost) {
            reached[column] = true;
            crowdColumns[columnCount++] = column;
            for (int other = first + 1; other < rows; other++) {
              if (!done[other] && costs[other][column] <= mostCost) {
                done[other] = true;
                crowdRows[rowCount++] = other;
              }
            }
          }
        }
      }
      if (rowCount == 1 && columnCount == 1) {
        columnOf[first] = crowdColumns[0];
      } else if (columnCount > 0) {
        Arrays.sort(crowdRows, 0, rowCount);
        Arrays.sort(crowdColumns, 0, columnCount);
        double[][] crowd = new double[rowCount][columnCount];
        for (int i = 0; i < rowCount; i++) {
          for (int j = 0; j < columnCount; j++) {
            crowd[i][j] = costs[crowdRows[i]][crowdColumns[j]];
          }
        }
        int[] solved = solve(crowd, mostCost);
        for (int i = 0; i < rowCount; i++) {
          columnOf[crowdRows[i]] = solved[i] == NONE ? NONE : crowdColumns[solved[i]];
        }
      }
    }
    return columnOf;
  }

  private static int[] solve(double[][] costs, double mostCost) {
    int rows = costs.length;
    int columns = rows == 0 ? 0 : costs[0].length;
    // A dummy column for each row is the choice to leave it out, so that n ≤ m holds and costs too
    // high lose.
    int width = columns + rows;
    double[] rowPotential = new double[rows + 1];
    double[] columnPotential = new double[width + 1];
    int[] rowOf = new int[width + 1];
    int[] previous = new int[width + 1];
    for (int row = 1; row <= rows; row++) {
      rowOf[0] = row;
      int column = 0;
      double[] slack = new double[width + 1];
      Arrays.fill(slack, Double.POSITIVE_INFINITY);
      boolean[] used = new boolean[width + 1];
      do {
        used[column] = true;
        int from = rowOf[column];
        double delta = Double.POSITIVE_INFINITY;
        int next = 0;
        for (int j = 1; j <= width; j++) {
          if (!used[j]) {
            double reduced =
                cost(costs, from - 1, j - 1, columns, mostCost)
                    - rowPotential[from]
                    - columnPotential[j];
            if (reduced < slack[j]) {
              slack[j] = reduced;
              previous[j] = column;
            }
            if (slack[j] < delta) {
              delta = slack[j];
              next = j;
            }
          }
        }
        for (int j = 0; j <= width; j++) {
          if (used[j]) {
            rowPotential[rowOf[j]] += delta;
            columnPotential[j] -= delta;
          } else {
            slack[j] -= delta;
          }
        }
        column = next;
      } while (rowOf[column] != 0);
      while (column != 0) {
        int before = previous[column];
        rowOf[column] = rowOf[before];
        column = before;
      }
    }
    int[] columnOf = new int[rows];
    Arrays.fill(columnOf, NONE);
    for (int j = 1; j <= columns; j++) {
      if (rowOf[j] != 0 && costs[rowOf[j] - 1][j - 1] <= mostCost) {
        columnOf[rowOf[j] - 1] = j - 1;
      }
    }
    return columnOf;
  }

  private static double cost(double[][] costs, int row, int column, int columns, double mostCost) {
    if (column < columns) {
      // Beyond the limit all pairs are equally bad; a large finite number keeps the arithmetic
      // exact enough.
      return costs[row][column] <= mostCost ? costs[row][column] : 1e6;
    }
    return column - columns == row ? mostCost : 1e6;
  }
}
