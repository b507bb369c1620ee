/**
 * The composition root: with the servlet context it reads the configuration, makes the parts, joins them, starts them,
 * and stops them again, leaving nothing behind.
 *
 * <p>{@link dev.halley.boot.Boot} is declared in web.xml; {@link dev.halley.boot.HalleyRuntime} is one running server.
 *
 * <p>May use: everything.
 */
@NullMarked
package dev.halley.boot;

import org.jspecify.annotations.NullMarked;
