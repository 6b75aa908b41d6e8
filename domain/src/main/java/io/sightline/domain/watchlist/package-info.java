/** Plates that somebody looks out for: patterns, and when they count. */
package io.sightline.domain.watchlist;
