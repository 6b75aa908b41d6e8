package io.sightline.models.manifest;

import java.util.List;
import java.util.Map;

/**
 * How a model's output is read.
 *
 * @param name which output, where the file has several; null for the only one
 * @param activation what is still to be applied
 * @param labels class names in the order of the classes; empty where the task needs none
 * @param keep our label by class number, for the classes that are kept; empty keeps all under their
 *     own names
 * @param alphabet characters in the order of the classes, without the blank; empty where the task
 *     reads no text
 * @param blank class number of the blank, or of an empty place; −1 where the manifest does not say
 * @param confidence detections below it are not stored
 * @param iou detections of one class that overlap a better one by more are left out
 */
public record OutputSpec(
    Decoder decoder,
    String name,
    Activation activation,
    List<String> labels,
    Map<Integer, String> keep,
    List<String> alphabet,
    int blank,
    float confidence,
    float iou) {

  /** The same with another floor of what is said. */
  public OutputSpec withConfidence(float confidence) {
    return new OutputSpec(
        decoder, name, activation, labels, keep, alphabet, blank, confidence, iou);
  }

  /** The same with class names that a manifest may leave to the model's file. */
  public OutputSpec withLabels(List<String> labels) {
    return new OutputSpec(
        decoder, name, activation, labels, keep, alphabet, blank, confidence, iou);
  }

  /** Known forms of output. */
  public enum Decoder {
    YOLOV5,
    YOLOV8,
    YOLOV10,
    YOLOX,
    RTDETR,
    ULTRAFACE,
    YUNET,
    CTC,
    SLOTS,
    YOLO_CHARACTERS,
    SOFTMAX
  }

  /** Functions that exporters leave out as a rule. */
  public enum Activation {
    NONE,
    SOFTMAX,
    SIGMOID
  }

  /**
   * The label of a detector that knows one class.
   *
   * @param otherwise where the manifest does not say
   */
  public String onlyLabel(String otherwise) {
    return keep.getOrDefault(0, labels.isEmpty() ? otherwise : labels.get(0));
  }

  /** The label under which a class is stored; null when it is not kept. */
  public String storedLabel(int classNumber) {
    return keep.isEmpty() ? labels.get(classNumber) : keep.get(classNumber);
  }
}
