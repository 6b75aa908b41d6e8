/** How right stays are: who came, when, and when they left, against what is known. */
package io.sightline.evaluation.sessions;
