package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.interop.CometdServer;
import dev.halley.testing.Soak;
import dev.halley.testing.UnsteadyLine;
import dev.halley.testing.UnsteadyLine.Trouble;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client with the ack extension makes of a network that delays, and cuts connections anywhere in a message. */
class CutConnectionsTest {

    private static final int MESSAGES = Soak.choose(2_000, 20_000);
    private static final int FEWEST_CUTS = MESSAGES / 200;
    private static final long PATIENCE_SECONDS = 120;
    private static final String CHANNEL = "/news";

    /** Sessions outlive whatever the machine does meanwhile, so that nothing may be lost. */
    private static final String[] LASTING_SESSIONS = {"maxInterval", "120000"};

    /** Less may wait at a time than the longest-lived connections can carry, else nothing would ever get through. */
    private static final int AHEAD = 30;

    /** With these together in one frame or request, most cuts still spare most messages. */
    private static final int FEW_AHEAD = 10;

    private static final Trouble TROUBLE = new Trouble(600, 8_000, Duration.ofMillis(3));

    private record Place(URI uri, AutoCloseable server) implements AutoCloseable {

        static Place of(String name) {
            if (name.equals("cometd")) {
                CometdServer server = CometdServer.start(LASTING_SESSIONS);
                return new Place(server.uri(), server);
            }
            HalleyServer server = HalleyServer.start(LASTING_SESSIONS);
            return new Place(server.uri(), server);
        }

        @Override
        public void close() {
            try {
                server.close();
            } catch (Exception e) {
                throw new IllegalStateException("The server does not stop.", e);
            }
        }
    }

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static void take(Semaphore semaphore, int permits) throws InterruptedException {
        assertThat(semaphore.tryAcquire(permits, PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("it goes on")
                .isTrue();
    }

    private static BayeuxClientBuilder behind(UnsteadyLine line, TransportType transport) {
        return BayeuxClient.builder(line.uri())
                .transports(transport)
                .acknowledged(true)
                .backOff(BackOff.of(Duration.ofMillis(1), Duration.ofMillis(20)));
    }

    @ParameterizedTest
    @CsvSource({"halley,WEBSOCKET", "halley,LONG_POLLING", "cometd,WEBSOCKET", "cometd,LONG_POLLING"})
    void everyEventIsHeardOnceAndInOrder(String server, TransportType transport) throws Exception {
        List<Integer> heard = Collections.synchronizedList(new ArrayList<>());
        Semaphore room = new Semaphore(AHEAD);
        AtomicInteger sessions = new AtomicInteger();
        ClientListener counting = new ClientListener() {
            @Override
            public void handshaken(Message reply) {
                sessions.incrementAndGet();
            }
        };
        try (Place place = Place.of(server);
                UnsteadyLine line = new UnsteadyLine(place.uri(), MESSAGES);
                BayeuxClient publisher = BayeuxClient.builder(place.uri()).build();
                BayeuxClient subscriber =
                        behind(line, transport).listener(counting).build()) {
            await(publisher.connect());
            await(subscriber.connect());
            await(subscriber.subscribe(CHANNEL, Integer.class, number -> {
                heard.add(number);
                room.release();
            }));
            line.disturb(TROUBLE);
            for (int i = 0; i < MESSAGES; i++) {
                take(room, 1);
                publisher.publish(CHANNEL, i);
            }
            take(room, AHEAD);
            line.calm();
            // What would be shown twice would be shown before this.
            await(publisher.publish(CHANNEL, MESSAGES));
            take(room, 1);

            assertThat(heard)
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(0, MESSAGES).boxed().toList());
            assertThat(sessions).as("the session lasts all the time").hasValue(1);
            assertThat(line.cuts()).isGreaterThan(FEWEST_CUTS);
        }
    }

    @ParameterizedTest
    @CsvSource({"halley,WEBSOCKET", "halley,LONG_POLLING", "cometd,WEBSOCKET", "cometd,LONG_POLLING"})
    void everyPublishEndsAndNoneIsLostOrSentAgainUnasked(String server, TransportType transport) throws Exception {
        List<Integer> arrived = Collections.synchronizedList(new ArrayList<>());
        Ends ends = new Ends();
        CompletableFuture<Void> last = new CompletableFuture<>();
        try (Place place = Place.of(server);
                UnsteadyLine line = new UnsteadyLine(place.uri(), MESSAGES);
                BayeuxClient subscriber = BayeuxClient.builder(place.uri()).build();
                BayeuxClient publisher = behind(line, transport).build()) {
            await(subscriber.connect());
            await(subscriber.subscribe(CHANNEL, Integer.class, number -> {
                arrived.add(number);
                if (number == MESSAGES) {
                    last.complete(null);
                }
            }));
            await(publisher.connect());
            line.disturb(TROUBLE);
            publishAll(publisher, ends);
            line.calm();
            await(subscriber.publish(CHANNEL, MESSAGES));
            await(last);
        }

        Set<Integer> once = new HashSet<>();
        assertThat(arrived.stream().filter(number -> !once.add(number)))
                .as("sent again")
                .isEmpty();
        assertThat(ends.acknowledged().stream().filter(number -> !once.contains(number)))
                .as("acknowledged and lost")
                .isEmpty();
        assertThat(ends.of(Outcome.NOT_SENT)).as("not sent").noneMatch(once::contains);
        assertThat(ends.of(Outcome.REFUSED)).as("refused").isEmpty();
        assertThat(ends.size()).as("each publish ended once").isEqualTo(MESSAGES);
        assertThat(ends.of(Outcome.UNKNOWN))
                .as("some were on their way when a connection was cut")
                .isNotEmpty();
        assertThat(ends.acknowledged().size()).isGreaterThan(MESSAGES / 10);
    }

    /** Publishes one after the other, and waits until each has ended. */
    private static void publishAll(BayeuxClient publisher, Ends ends) throws InterruptedException {
        Semaphore room = new Semaphore(FEW_AHEAD);
        for (int i = 0; i < MESSAGES; i++) {
            int number = i;
            take(room, 1);
            publisher.publish(CHANNEL, i).whenComplete((reply, failure) -> {
                ends.add(number, failure);
                room.release();
            });
        }
        take(room, FEW_AHEAD);
    }

    /** How publishes ended. */
    private static final class Ends {

        private final List<Integer> acknowledged = new ArrayList<>();
        private final Map<Outcome, List<Integer>> failed = new EnumMap<>(Outcome.class);

        synchronized void add(int number, Throwable failure) {
            if (failure == null) {
                acknowledged.add(number);
                return;
            }
            Throwable why = failure instanceof CompletionException ? failure.getCause() : failure;
            Outcome outcome = ((BayeuxException) why).outcome();
            failed.computeIfAbsent(outcome, none -> new ArrayList<>()).add(number);
        }

        synchronized List<Integer> acknowledged() {
            return List.copyOf(acknowledged);
        }

        synchronized List<Integer> of(Outcome outcome) {
            return failed.getOrDefault(outcome, List.of());
        }

        synchronized int size() {
            return acknowledged.size()
                    + failed.values().stream().mapToInt(List::size).sum();
        }
    }
}
