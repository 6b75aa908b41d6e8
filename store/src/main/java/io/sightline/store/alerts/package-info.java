/** Alerts, and what people have done about them. */
package io.sightline.store.alerts;
