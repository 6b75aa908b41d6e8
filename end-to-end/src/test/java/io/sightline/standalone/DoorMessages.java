package io.sightline.standalone;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The WebSockets of the replaced systems, as /asyncapi.yaml describes them. */
final class DoorMessages {
  private static final Map<String, Object> TEXT = Map.of("type", "string");
  private static final Map<String, Object> NUMBER = Map.of("type", "number");
  private static final Map<String, Object> INTEGER = Map.of("type", "integer");
  private static final Map<String, Object> BOX =
      Map.of("type", "array", "items", NUMBER, "minItems", 4, "maxItems", 4);

  private DoorMessages() {}

  /** Adds channels, messages and operations to those of the live feed. */
  static void addTo(
      Map<String, Object> channels, Map<String, Object> messages, Map<String, Object> operations) {
    messages.put(
        "command",
        message(
            "What VisionAI's clients ask: one of four commands; `id` comes back with the answer",
            List.of("command"),
            Map.of(
                "command",
                    Map.of(
                        "type",
                        "string",
                        "enum",
                        List.of("predict", "emotions", "model_info", "health")),
                "image", Map.of("type", "string", "contentEncoding", "base64"),
                "token", TEXT,
                "id", Map.of("type", List.of("string", "integer")))));
    messages.put("welcome", said("The first message", "message"));
    messages.put(
        "prediction",
        message(
            "What the largest face shows; `face` is null where the whole picture was judged",
            List.of("type", "status", "emotion_name", "confidence", "timestamp"),
            Map.of(
                "type", Map.of("const", "prediction"),
                "status", TEXT,
                "emotion_name", TEXT,
                "confidence", NUMBER,
                "model_version_tag", TEXT,
                "processing_time_ms", INTEGER,
                "timestamp", Map.of("type", "string", "format", "date-time"),
                "user", TEXT,
                "face", Map.of("oneOf", List.of(BOX, Map.of("type", "null"))),
                "probabilities", Map.of("type", "object", "additionalProperties", NUMBER))));
    messages.put("emotions_list", said("The emotions that are predicted", "emotions"));
    messages.put("model_info", said("The model that predicts them", "info"));
    messages.put("health", said("How the service is", "service"));
    messages.put("error", said("Why a command is not answered; the connection goes on", "message"));
    List<String> answers =
        List.of("welcome", "prediction", "emotions_list", "model_info", "health", "error");
    channels.put(
        "emotions", channel("/ws", "VisionAI's commands, also at /", with(answers, "command")));
    operations.put("ask", operation("receive", "emotions", "A command"));
    operations.put("answer", operation("send", "emotions", "Its answer, in the commands' order"));
    messages.put(
        "detections",
        message(
            "What was seen in the camera's newest frame",
            List.of("type", "camera_id", "timestamp", "up", "detections"),
            Map.of(
                "type", Map.of("const", "detections"),
                "camera_id", TEXT,
                "timestamp", Map.of("type", "string", "format", "date-time"),
                "up", Map.of("type", "boolean"),
                "reason", Map.of("type", List.of("string", "null")),
                "width", INTEGER,
                "height", INTEGER,
                "detections",
                    Map.of(
                        "type",
                        "array",
                        "items",
                        object(
                            List.of("class", "confidence", "bbox"),
                            Map.of("class", TEXT, "confidence", NUMBER, "bbox", BOX))))));
    messages.put(
        "picture",
        message(
            "With `annotate=true`: a picture with what was seen drawn into it, every two seconds",
            List.of("type", "camera_id", "timestamp", "image"),
            Map.of(
                "type", Map.of("const", "picture"),
                "camera_id", TEXT,
                "timestamp", Map.of("type", "string", "format", "date-time"),
                "image", Map.of("type", "string", "contentEncoding", "base64"))));
    Map<String, Object> camera =
        channel(
            "/api/v1/stream/camera/{camera}",
            "A running camera's detections, for who may see it (a token, a key, or a `ticket`)",
            List.of("detections", "picture"));
    camera.put("parameters", Map.of("camera", Map.of("description", "The camera's id")));
    channels.put("camera", camera);
    operations.put("stream", operation("send", "camera", "What a camera sees"));
  }

  private static List<String> with(List<String> some, String one) {
    List<String> all = new java.util.ArrayList<>(some);
    all.add(one);
    return all;
  }

  private static Map<String, Object> channel(
      String address, String description, List<String> names) {
    Map<String, Object> channel = new LinkedHashMap<>();
    channel.put("address", address);
    channel.put("description", description);
    Map<String, Object> here = new LinkedHashMap<>();
    names.forEach(name -> here.put(name, Map.of("$ref", "#/components/messages/" + name)));
    channel.put("messages", here);
    return channel;
  }

  private static Map<String, Object> operation(String action, String channel, String summary) {
    return Map.of(
        "action", action, "channel", Map.of("$ref", "#/channels/" + channel), "summary", summary);
  }

  private static Map<String, Object> said(String summary, String member) {
    return message(
        summary,
        List.of("type", member),
        Map.of("type", TEXT, "status", TEXT, member, Map.of("description", "See the summary")));
  }

  private static Map<String, Object> message(
      String summary, List<String> required, Map<String, Object> properties) {
    return Map.of("summary", summary, "payload", object(required, properties));
  }

  private static Map<String, Object> object(List<String> required, Map<String, Object> properties) {
    return Map.of("type", "object", "required", required, "properties", properties);
  }
}
