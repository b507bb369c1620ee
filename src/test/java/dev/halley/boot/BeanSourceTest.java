package dev.halley.boot;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.RequestScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.Test;

class BeanSourceTest {

    @RequestScoped
    static class Counter {
        private int calls;

        int count() {
            return ++calls;
        }
    }

    @Test
    void eachTaskOfTheWorkersHasARequestScopeOfItsOwn() {
        List<Integer> counts = new ArrayList<>();
        try (WeldContainer weld = weld(Counter.class)) {
            BeanSource beans = BeanSource.ofApplication();
            Counter counter = weld.select(Counter.class).get();
            Executor workers = beans.workers(Runnable::run);

            workers.execute(() -> counts.addAll(List.of(counter.count(), counter.count())));
            workers.execute(() -> counts.add(counter.count()));
            beans.close();
        }

        assertThat(counts).containsExactly(1, 2, 1);
    }

    @Test
    void whereNothingIsRequestScopedTheWorkersAreLeftAsTheyAre() {
        try (WeldContainer weld = weld()) {
            Executor workers = Runnable::run;

            assertThat(weld.isRunning()).isTrue();
            assertThat(BeanSource.ofApplication().workers(workers)).isSameAs(workers);
        }
    }

    private static WeldContainer weld(Class<?>... beans) {
        return new Weld()
                .containerId(UUID.randomUUID().toString())
                .disableDiscovery()
                .addExtension(new dev.halley.cdi.HalleyExtension())
                .addBeanClass(BeanSourceTest.class)
                .addBeanClasses(beans)
                .initialize();
    }
}
