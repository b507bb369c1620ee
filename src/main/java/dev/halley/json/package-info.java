/**
 * JSON text in and out: keeps slices raw, validates strictly, binds to Java types in one place.
 *
 * <p>May use: JSON-P; JSON-B where there is one.
 */
@NullMarked
package dev.halley.json;

import org.jspecify.annotations.NullMarked;
