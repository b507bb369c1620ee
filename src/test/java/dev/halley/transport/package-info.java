/** What every transport must do. */
@NullMarked
package dev.halley.transport;

import org.jspecify.annotations.NullMarked;
