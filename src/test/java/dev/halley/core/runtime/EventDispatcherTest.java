package dev.halley.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.spi.ServerEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventDispatcherTest {

    private final List<String> told = new ArrayList<>();

    private ServerEvents observer(String name, Runnable then) {
        return new ServerEvents() {
            @Override
            public void channelAdded(String channel) {
                told.add(name + " " + channel);
                then.run();
            }
        };
    }

    @Test
    void allObserversAreToldInTheirOrderThoughOneThrows() {
        ServerEvents throwing = observer("first", () -> {
            throw new IllegalStateException("on purpose");
        });
        ServerEvents failing = observer("second", () -> {
            throw new StackOverflowError("on purpose");
        });

        EventDispatcher.to(List.of(throwing, failing, observer("third", () -> {})))
                .channelAdded("/a");

        assertThat(told).containsExactly("first /a", "second /a", "third /a");
    }

    @Test
    void dispatcherIsNotWrappedAgain() {
        EventDispatcher dispatcher = EventDispatcher.to(observer("one", () -> {}));

        assertThat(EventDispatcher.to(dispatcher)).isSameAs(dispatcher);
    }

    @Test
    void everyEventIsHandedOn() {
        assertThat(Stream.of(ServerEvents.class.getMethods())).allSatisfy(event -> assertThat(EventDispatcher.class
                        .getMethod(event.getName(), event.getParameterTypes())
                        .getDeclaringClass())
                .as(event.getName())
                .isEqualTo(EventDispatcher.class));
    }
}
