/**
 * What a servlet container may offer a web application beyond Jakarta EE. The launcher's Jetty offers it; elsewhere there is nothing of
 * it, and the server goes without.
 *
 * <p>In {@code java -jar halley.war} these classes are the launcher's, and the web application sees the same ones.
 *
 * <p>May use: Jakarta Servlet.
 */
@NullMarked
package dev.halley.container;

import org.jspecify.annotations.NullMarked;
