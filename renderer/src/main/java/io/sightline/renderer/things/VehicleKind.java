package io.sightline.renderer.things;

/** Shapes of vehicles, and the class each counts as. */
public enum VehicleKind {
  HATCHBACK("car"),
  SEDAN("car"),
  WAGON("car"),
  SUV("car"),
  COUPE("car"),
  VAN("car"),
  PICKUP("truck"),
  BOX_TRUCK("truck"),
  FLATBED("truck"),
  BUS("bus"),
  MOTORCYCLE("motorcycle");

  private final String label;

  VehicleKind(String label) {
    this.label = label;
  }

  /** As observations name it. */
  public String label() {
    return label;
  }
}
