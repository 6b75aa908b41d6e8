package io.sightline.standalone.cli;

import io.sightline.standalone.postgres.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "migrate", description = "Brings a database to the present schema.")
final class MigrateCommand implements Subcommand {
  @Mixin private CommonOptions common;

  @Override
  public Integer call() {
    try (Database database = common.database()) {
      System.out.println("The database " + database.address() + " has the present schema.");
    }
    return 0;
  }
}
