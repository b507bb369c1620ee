package dev.halley.cdi;

import dev.halley.oort.Oort;
import dev.halley.oort.OortPrimaryLong;
import dev.halley.oort.OortService;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.inject.Inject;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Makes the services and numbers that are injected by {@link OortName}: each call looks for what the running server has by that name.
 *
 * <p>Thread-safety: immutable.
 */
class OortServiceProducers {

    private final Oort oort;

    @Inject
    OortServiceProducers(Oort oort) {
        this.oort = oort;
    }

    @Produces
    @OortName("")
    @SuppressWarnings("unchecked") // the types are those of the injection point
    <P extends @Nullable Object, R extends @Nullable Object> OortService<P, R> service(InjectionPoint point) {
        String name = nameAt(point);
        Type[] types = OortPoints.arguments(point);
        return Forwarded.to(OortService.class, () -> oort.service(name, types[0], types[1]));
    }

    @Produces
    @OortName("")
    OortPrimaryLong number(InjectionPoint point) {
        String name = nameAt(point);
        return Forwarded.to(OortPrimaryLong.class, () -> oort.primaryLong(name));
    }

    private static String nameAt(InjectionPoint point) {
        return OortPoints.name(point)
                .orElseThrow(() -> new IllegalStateException("What nodes share needs @OortName at " + point + "."));
    }
}
