package dev.halley.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.config.PropertyNamingStrategy;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Applications lend their own JSON-B. */
class JsonBindingTest {

    private static final String OURS = "{\"flightNumber\":7}";
    private static final String THEIRS = "{\"flight_number\":7}";

    private final ClassLoader application =
            new URLClassLoader(new URL[0], getClass().getClassLoader());
    private Jsonb own;

    /** Has a name of two words, on which naming strategies differ. */
    public record Booking(int flightNumber) {}

    @BeforeEach
    void makeOwn() {
        own = JsonbBuilder.create(
                new JsonbConfig().withPropertyNamingStrategy(PropertyNamingStrategy.LOWER_CASE_WITH_UNDERSCORES));
    }

    @AfterEach
    void close() throws Exception {
        own.close();
    }

    @Test
    void isUsedOnThreadsOfItsApplicationUntilItIsTakenBack() throws Exception {
        Runnable back = JsonBinding.bindBy(own, application);
        try {
            assertThat(on(application, JsonBindingTest::written)).isEqualTo(THEIRS);
            assertThat(on(application, () -> RawJson.parse(THEIRS).<Booking>as(Booking.class)))
                    .isEqualTo(new Booking(7));
            assertThat(on(getClass().getClassLoader(), JsonBindingTest::written))
                    .isEqualTo(OURS);
        } finally {
            back.run();
        }
        assertThat(on(application, JsonBindingTest::written)).isEqualTo(OURS);
    }

    @Test
    void isUsedOnEveryThreadWhereTheApplicationHasLoadedTheServer() throws Exception {
        Runnable back = JsonBinding.bindBy(own, JsonBinding.class.getClassLoader());
        try {
            assertThat(on(null, JsonBindingTest::written)).isEqualTo(THEIRS);
            assertThat(on(ClassLoader.getPlatformClassLoader(), JsonBindingTest::written))
                    .isEqualTo(THEIRS);
        } finally {
            back.run();
        }
    }

    @Test
    void isUsedForTheApplicationsClassesOnThreadsThatAreNobodys() throws Exception {
        URL classes = getClass().getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader other = new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader())) {
            Object theirs = other.loadClass(Booking.class.getName())
                    .getConstructor(int.class)
                    .newInstance(7);
            Runnable back = JsonBinding.bindBy(own, other);
            try {
                assertThat(on(null, () -> RawJson.from(theirs).text())).isEqualTo(THEIRS);
                assertThat(on(null, JsonBindingTest::written)).isEqualTo(OURS);
            } finally {
                back.run();
            }
        }
    }

    @Test
    void numbersThatDoNotFitAreItsOwnAffairButTheirLengthIsNot() throws Exception {
        Runnable back = JsonBinding.bindBy(own, application);
        try {
            assertThat(on(application, () -> RawJson.parse("{\"flight_number\":5.7}")
                            .<Booking>as(Booking.class)))
                    .isEqualTo(new Booking(5));
            assertThatThrownBy(() -> on(application, () -> RawJson.parse("1".repeat(RawJson.MAX_NUMBER_LENGTH + 1))
                            .<Long>as(Long.class)))
                    .hasRootCauseInstanceOf(IllegalArgumentException.class);
        } finally {
            back.run();
        }
        assertThatThrownBy(() -> on(application, () -> RawJson.parse("{\"flightNumber\":5.7}")
                        .<Booking>as(Booking.class)))
                .hasStackTraceContaining("does not fit");
    }

    @Test
    void oneClassLoaderHasOneOnly() {
        Runnable back = JsonBinding.bindBy(own, application);
        try {
            assertThatThrownBy(() -> JsonBinding.bindBy(JsonbBuilder.create(), application))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("Two Bayeux servers of one class loader");
        } finally {
            back.run();
        }
        JsonBinding.bindBy(own, application).run();
    }

    private static String written() {
        return RawJson.from(new Booking(7)).text();
    }

    /** Does it on a thread with that class loader. */
    private static <T> T on(ClassLoader loader, Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task);
        thread.setContextClassLoader(loader);
        thread.start();
        return task.get();
    }
}
