package io.sightline.query.predictions;

/**
 * A picture as somebody sent it.
 *
 * @param name as answers and errors call it
 * @param encoded as JPEG, PNG, WebP, GIF or BMP
 */
public record SentPicture(String name, byte[] encoded) {}
