/** Readers of the databases of systems that are replaced. */
package io.sightline.store.imports;
