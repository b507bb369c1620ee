/**
 * Deployments of Halley on stand-alone containers, by Arquillian: the containers here, each deployment with its tests in a
 * package below. See {@code test-deployments/README.md}.
 *
 * <p>May use: {@code dev.halley.testing}, {@code dev.halley.json}, Arquillian, ShrinkWrap.
 */
@NullMarked
package dev.halley.deployments;

import org.jspecify.annotations.NullMarked;
