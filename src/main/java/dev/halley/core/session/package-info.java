/**
 * A session: its identity and state, its queue and what of it may go, its extensions and listeners; and the sessions that there
 * are. It knows what carries it to its client as a port only; its parts do not know it.
 *
 * <p>May use: {@code core.publish}, {@code core.channel}, {@code core.runtime}, {@code api}, {@code spi}, {@code protocol}, {@code json}, {@code config}.
 */
@NullMarked
package dev.halley.core.session;

import org.jspecify.annotations.NullMarked;
