/** What a camera's timeline says of the camera itself. */
package io.sightline.analytics.cameras;
