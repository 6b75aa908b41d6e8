/** Pictures that people sent, and what was predicted. */
package io.sightline.store.predictions;
