package io.sightline.models.runtime;

/** More pictures wait for a model than may; whoever asks again later may find room. */
public final class ModelBusyException extends RuntimeException {
  ModelBusyException(String model, int waiting) {
    super("The model '" + model + "' has " + waiting + " pictures waiting; ask again later.");
  }
}
