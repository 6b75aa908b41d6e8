/** How many vehicles are inside, counted at gates from what people say. */
package io.sightline.analytics.inside;
