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
 * @param blank class number of the blank
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

  /** The label under which a class is stored; null when it is not kept. */
  public String storedLabel(int classNumber) {
    return keep.isEmpty() ? labels.get(classNumber) : keep.get(classNumber);
  }
}
