package io.sightline.models.runtime;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why ONNX Runtime does not load a file, in words for those who have the file. */
final class LoadProblem {
  private static final Pattern OPSET =
      Pattern.compile("Opset (\\d+) is under development.*domain (\\S+) is till opset (\\d+)");
  private static final Pattern IR =
      Pattern.compile("IR version: (\\d+), max supported IR version: (\\d+)");
  private static final Pattern OPERATOR =
      Pattern.compile(
          "(?:Fatal error: )?(\\S+?)\\(-?\\d+\\) is not a registered function/op"
              + "|No Op registered for (\\S+)");

  /** What stands before the reason: codes, places in a source we do not have, signatures. */
  private static final Pattern NOISE =
      Pattern.compile(
          "^(?:Error code - \\S+ - message: )?(?:Load model from .*? failed: ?)?"
              + "(?:/\\S+\\.(?:cc|h):\\d+ .*?\\)(?: const)? (?=[A-Z\\[]))?"
              + "(?:\\[ONNXRuntimeError] : \\d+ : \\w+ : )?");

  private LoadProblem() {}

  /** The end of a sentence, without a full stop. */
  static String of(Throwable failure) {
    String message = failure.getMessage() == null ? "" : failure.getMessage();
    String text = message.strip().replaceAll("\\s+", " ");
    return known(text)
        .orElseGet(
            () -> {
              String line = message.strip().lines().findFirst().orElse("no reason given");
              return NOISE.matcher(line).replaceFirst("").replaceFirst("\\.$", "");
            });
  }

  private static Optional<String> known(String text) {
    Matcher opset = OPSET.matcher(text);
    if (opset.find()) {
      return Optional.of(
          "it is made for opset %s of %s, and ONNX Runtime here runs no newer one than %s; export it"
                  .formatted(opset.group(1), opset.group(2), opset.group(3))
              + " with opset "
              + opset.group(3)
              + " or an older one");
    }
    Matcher ir = IR.matcher(text);
    if (ir.find()) {
      return Optional.of(
          "its IR version is %s, and ONNX Runtime here reads none newer than %s; export it with an"
                  .formatted(ir.group(1), ir.group(2))
              + " older version of the `onnx` package");
    }
    Matcher operator = OPERATOR.matcher(text);
    if (operator.find()) {
      return Optional.of(
          "it needs the operator %s, which ONNX Runtime does not have; export it without"
              .formatted(operator.group(1) == null ? operator.group(2) : operator.group(1)));
    }
    return Optional.empty();
  }
}
