/** Who is wanted: entries that people make, and what they would have found. */
package io.sightline.store.watchlists;
