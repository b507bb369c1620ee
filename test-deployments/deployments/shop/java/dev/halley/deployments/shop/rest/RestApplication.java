package dev.halley.deployments.shop.rest;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/**
 * Says where JAX-RS serves.
 *
 * <p>Thread-safety: immutable.
 */
@ApplicationPath("/rest")
public class RestApplication extends Application {}
