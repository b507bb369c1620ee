package dev.halley.boot;

import dev.halley.config.ServerConfig;
import dev.halley.spi.ServerEvents;
import dev.halley.spi.Timer;
import jakarta.servlet.ServletContext;
import java.util.concurrent.Executor;

/**
 * Where transports are to be built.
 *
 * <p>Thread-safety: immutable.
 *
 * @param context the application
 * @param entrance the servlet on which clients reach the server
 * @param config all settings
 * @param events told what happens
 * @param workers runs what may call the application's code
 * @param timer runs what is to be done later
 */
record Site(
        ServletContext context,
        Entrance entrance,
        ServerConfig config,
        ServerEvents events,
        Executor workers,
        Timer timer) {}
