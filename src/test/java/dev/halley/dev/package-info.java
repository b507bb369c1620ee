/** What {@code mvn jetty:run} adds to the web application for developers. None of it is in the WAR. */
package dev.halley.dev;
