/** How sites stand, for whatever listens to an MQTT broker, such as Home Assistant. */
package io.sightline.query.mqtt;
