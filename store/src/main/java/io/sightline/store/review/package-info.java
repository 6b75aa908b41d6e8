/** What people say of plates that were read, and who looks at which. */
package io.sightline.store.review;
