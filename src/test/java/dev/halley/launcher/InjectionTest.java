package dev.halley.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.util.DecoratedObjectFactory;
import org.eclipse.jetty.util.Decorator;
import org.junit.jupiter.api.Test;

class InjectionTest {

    /** Says what it was asked to do, and how many threads were in it at most. */
    private static final class Recording implements Decorator {

        private final List<String> done = new ArrayList<>();
        private final Map<Object, Object> decorated = new HashMap<>();
        private final AtomicInteger inside = new AtomicInteger();
        private int most;

        @Override
        public <T> T decorate(T object) {
            most = Math.max(most, inside.incrementAndGet());
            done.add("inject " + object.getClass().getSimpleName());
            decorated.put(object, object);
            inside.decrementAndGet();
            return object;
        }

        @Override
        public void destroy(Object object) {
            done.add("destroy " + object.getClass().getSimpleName());
        }
    }

    private static class Plain {}

    private static class WithField {
        @Inject
        private String text;
    }

    private static class WithMethod {
        @Inject
        void take(String text) {}
    }

    private static final class Heir extends WithField {}

    private final Recording cdi = new Recording();
    private final Injection injection = new Injection(cdi);

    @Test
    void whatAsksForNothingIsLeftAlone() {
        Plain plain = new Plain();
        assertThat(injection.decorate(plain)).isSameAs(plain);
        injection.destroy(plain);
        assertThat(cdi.done).isEmpty();
    }

    @Test
    void whatAsksByAFieldAMethodOrAnAncestorIsInjectedAndDestroyed() {
        for (Object object : List.of(new WithField(), new WithMethod(), new Heir())) {
            assertThat(injection.decorate(object)).isSameAs(object);
            injection.destroy(object);
        }
        assertThat(cdi.done)
                .containsExactly(
                        "inject WithField",
                        "destroy WithField",
                        "inject WithMethod",
                        "destroy WithMethod",
                        "inject Heir",
                        "destroy Heir");
    }

    @Test
    void manyThreadsInjectOneAfterAnother() throws Exception {
        int threads = 16;
        int each = 500;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch start = new CountDownLatch(threads);
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(pool.submit(() -> {
                    start.countDown();
                    start.await();
                    for (int j = 0; j < each; j++) {
                        injection.decorate(new WithField());
                    }
                    return null;
                }));
            }
            for (Future<?> thread : running) {
                thread.get();
            }
        } finally {
            pool.shutdown();
        }
        assertThat(cdi.most).isEqualTo(1);
        assertThat(cdi.decorated).hasSize(threads * each);
    }

    @Test
    void onlyTheDecoratorsThatInjectAreGuarded() {
        DecoratedObjectFactory factory = new DecoratedObjectFactory();
        Decorator other = new Decorator() {
            @Override
            public <T> T decorate(T object) {
                return object;
            }

            @Override
            public void destroy(Object object) {}
        };
        factory.addDecorator(other);
        factory.addDecorator(cdi);
        Injection.guard(factory, Recording.class);
        assertThat(factory.getDecorators()).hasSize(2).first().isSameAs(other);
        assertThat(factory.getDecorators().get(1)).isInstanceOf(Injection.class);
    }
}
