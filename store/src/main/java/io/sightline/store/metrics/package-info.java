/** What is counted for those who watch the installation. */
package io.sightline.store.metrics;
