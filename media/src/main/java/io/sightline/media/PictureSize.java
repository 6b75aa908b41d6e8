package io.sightline.media;

/** Width and height of a picture or of a video's frames, in pixels. */
public record PictureSize(int width, int height) {}
