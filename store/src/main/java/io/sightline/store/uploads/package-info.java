/** Videos that people have sent, and the runs that are made of them. */
package io.sightline.store.uploads;
