/**
 * Runs {@code halley.war} by itself: {@code java -jar halley.war} starts an embedded Jetty with the WAR in it.
 *
 * <p>May use the JDK, the embedded container and {@code container}: no other package of Halley, because these classes are loaded outside
 * the web application. They lie at the root of the WAR, the container's jars in {@code WEB-INF/launcher};
 * neither can be downloaded, and neither is in the library's jar.
 */
@NullMarked
package dev.halley.launcher;

import org.jspecify.annotations.NullMarked;
