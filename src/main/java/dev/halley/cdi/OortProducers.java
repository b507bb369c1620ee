package dev.halley.cdi;

import dev.halley.oort.Oort;
import dev.halley.oort.OortList;
import dev.halley.oort.OortLong;
import dev.halley.oort.OortMap;
import dev.halley.oort.OortObject;
import dev.halley.oort.OortPrimaryLong;
import dev.halley.oort.OortService;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.inject.Inject;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Makes what is injected by {@link OortName}: each call looks for what the running server has by that name.
 *
 * <p>Thread-safety: immutable.
 */
class OortProducers {

    private final Oort oort;

    /** @param oort a client proxy, which may be there before the server */
    @Inject
    OortProducers(Oort oort) {
        this.oort = oort;
    }

    @Produces
    @OortName("")
    @SuppressWarnings("unchecked") // the types are those of the injection point
    <T> OortObject<T> object(InjectionPoint point) {
        String name = nameAt(point);
        Type type = OortPoints.arguments(point)[0];
        return Forwarded.to(OortObject.class, () -> oort.object(name, type));
    }

    @Produces
    @OortName("")
    @SuppressWarnings("unchecked") // the types are those of the injection point
    <K, V> OortMap<K, V> map(InjectionPoint point) {
        String name = nameAt(point);
        Type[] types = OortPoints.arguments(point);
        return Forwarded.to(OortMap.class, () -> oort.map(name, types[0], types[1]));
    }

    @Produces
    @OortName("")
    @SuppressWarnings("unchecked") // the types are those of the injection point
    <E> OortList<E> list(InjectionPoint point) {
        String name = nameAt(point);
        Type type = OortPoints.arguments(point)[0];
        return Forwarded.to(OortList.class, () -> oort.list(name, type));
    }

    @Produces
    @OortName("")
    OortLong number(InjectionPoint point) {
        String name = nameAt(point);
        return Forwarded.to(OortLong.class, () -> oort.number(name));
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
    OortPrimaryLong primaryLong(InjectionPoint point) {
        String name = nameAt(point);
        return Forwarded.to(OortPrimaryLong.class, () -> oort.primaryLong(name));
    }

    private static String nameAt(InjectionPoint point) {
        return OortPoints.name(point)
                .orElseThrow(() -> new IllegalStateException("A shared object needs @OortName at " + point + "."));
    }
}
