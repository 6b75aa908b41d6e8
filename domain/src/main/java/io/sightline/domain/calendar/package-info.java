/** Times that come again, as clocks and calendars of a place show them. */
package io.sightline.domain.calendar;
