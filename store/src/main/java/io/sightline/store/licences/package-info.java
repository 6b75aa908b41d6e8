/** Licences that were activated, and what installations say they use. */
package io.sightline.store.licences;
