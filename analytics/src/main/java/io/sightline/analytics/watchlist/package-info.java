/** Who is wanted: plates that were read, held against watchlists. */
package io.sightline.analytics.watchlist;
