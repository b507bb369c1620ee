package dev.halley.boot;

import dev.halley.config.ServerConfig;
import dev.halley.core.runtime.Platform;
import jakarta.servlet.ServletContext;

/**
 * Where transports are to be built.
 *
 * <p>Thread-safety: immutable.
 *
 * @param context the application
 * @param declaration the servlet on which clients reach the server
 * @param platform what the core and the transports stand on
 */
record TransportContext(ServletContext context, ServletDeclaration declaration, Platform platform) {

    /** @return all settings */
    ServerConfig config() {
        return platform.config();
    }
}
