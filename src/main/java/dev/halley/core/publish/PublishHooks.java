package dev.halley.core.publish;

import dev.halley.api.MessageFilter;
import dev.halley.core.runtime.Listeners;
import dev.halley.core.runtime.UserCode;

/**
 * What sees a message before the broker does, besides the listeners of its channel.
 *
 * <p>Thread-safety: immutable.
 *
 * @param userCode calls them
 * @param filters see it first
 * @param extensions see it last, as its subscribers will get it
 */
public record PublishHooks(UserCode userCode, Listeners<MessageFilter> filters, OutgoingExtensions extensions) {}
