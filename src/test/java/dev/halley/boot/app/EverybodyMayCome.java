package dev.halley.boot.app;

import dev.halley.api.SecurityPolicy;
import jakarta.enterprise.context.ApplicationScoped;

/** A second policy of an application, as a bean: one too many. */
@ApplicationScoped
public class EverybodyMayCome implements SecurityPolicy {}
