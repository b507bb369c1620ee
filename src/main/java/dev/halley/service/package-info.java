/**
 * Services: classes whose annotated methods listen, answer remote calls and set up channels, and base classes of
 * services that bind their methods by name.
 *
 * <p>May use: {@code api}, {@code protocol}, {@code json}; Bean Validation if available; the stereotype of CDI, for
 * {@code @Service}.
 */
@NullMarked
package dev.halley.service;

import org.jspecify.annotations.NullMarked;
