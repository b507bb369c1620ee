/**
 * The composition root: with the servlet context it reads the configuration, creates, connects and starts the parts,
 * and stops them again without leaving anything behind.
 *
 * <p>{@link dev.halley.boot.Boot} is declared in web.xml; {@link dev.halley.boot.HalleyRuntime} is one running server.
 *
 * <p>May use: everything.
 */
@NullMarked
package dev.halley.boot;

import org.jspecify.annotations.NullMarked;
