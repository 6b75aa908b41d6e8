/** What people note of vehicles themselves, and the pictures that they keep with it. */
package io.sightline.store.records;
