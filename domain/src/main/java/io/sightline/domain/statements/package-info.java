/**
 * What people say about what cameras saw. A statement is an input of every run, like footage: it is
 * kept for good, and whatever it concerns is judged with it.
 */
package io.sightline.domain.statements;
