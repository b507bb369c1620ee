/**
 * From a message that may be published to its subscribers: filters and listeners, the broker, and what hands on what it carries.
 * Services, local sessions and other nodes publish without a request. It knows sessions as subscribers only.
 *
 * <p>May use: {@code core.channel}, {@code core.runtime}, {@code api}, {@code spi}, {@code protocol}, {@code json}, {@code config}.
 */
@NullMarked
package dev.halley.core.publish;

import org.jspecify.annotations.NullMarked;
