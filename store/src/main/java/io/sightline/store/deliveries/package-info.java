/** Who is told of facts, and what is still to be told. */
package io.sightline.store.deliveries;
