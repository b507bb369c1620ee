/** What tests of several packages have in common. */
@NullMarked
package dev.halley.testing;

import org.jspecify.annotations.NullMarked;
