package dev.halley.security;

import dev.halley.api.SecurityPolicy;

/**
 * The policy where the application has none: everybody may handshake, and publish and subscribe to everything but meta
 * channels.
 *
 * <p>Thread-safety: immutable.
 */
public final class DefaultSecurityPolicy implements SecurityPolicy {}
