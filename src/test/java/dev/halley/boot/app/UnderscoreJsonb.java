package dev.halley.boot.app;

import dev.halley.cdi.ServerStarted;
import dev.halley.json.RawJson;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.config.PropertyNamingStrategy;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Has a {@code Jsonb} of the application's own, and tells by the system property {@value #WRITTEN} what is written by it. */
@ApplicationScoped
public class UnderscoreJsonb {

    /** What was written when the server had started, on the thread that starts the application and on a bare one. */
    public static final String WRITTEN = "test.underscores";

    /** Has a name of two words, on which naming strategies differ. */
    public record Booking(int flightNumber) {}

    /** In the place of the server's own. */
    @Produces
    @ApplicationScoped
    public Jsonb jsonb() {
        return JsonbBuilder.create(
                new JsonbConfig().withPropertyNamingStrategy(PropertyNamingStrategy.LOWER_CASE_WITH_UNDERSCORES));
    }

    void started(@Observes ServerStarted event) throws InterruptedException, ExecutionException {
        FutureTask<String> elsewhere = new FutureTask<>(UnderscoreJsonb::write);
        Thread bare = new Thread(elsewhere);
        bare.setContextClassLoader(null);
        bare.start();
        System.setProperty(WRITTEN, write() + " " + elsewhere.get());
    }

    private static String write() {
        return RawJson.from(new Booking(7)).text();
    }
}
