/** The words for what faces show. */
package io.sightline.domain.emotions;
