/**
 * Traffic as boxes, without pixels: what is in each frame, and what a detector would say of it.
 * Made for judging how vehicles are followed.
 */
package io.sightline.renderer.traffic;
