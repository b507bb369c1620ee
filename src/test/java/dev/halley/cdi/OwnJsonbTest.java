package dev.halley.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.json.RawJson;
import dev.halley.service.RemoteCall;
import dev.halley.service.Service;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestClient;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Qualifier;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.config.PropertyNamingStrategy;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** An application's own {@code Jsonb} bean binds its values. */
public class OwnJsonbTest {

    private static final AtomicInteger CLOSED = new AtomicInteger();

    /** Has a name of two words, on which naming strategies differ. */
    public record Booking(int flightNumber) {}

    @Service
    @ApplicationScoped
    public static class Desk {
        @RemoteCall("book")
        public Booking book(Booking wanted) {
            return new Booking(wanted.flightNumber() + 1);
        }
    }

    @Dependent
    static class WithUnderscores {
        @Produces
        static Jsonb jsonb() {
            return JsonbBuilder.create(
                    new JsonbConfig().withPropertyNamingStrategy(PropertyNamingStrategy.LOWER_CASE_WITH_UNDERSCORES));
        }

        static void close(@Disposes Jsonb jsonb) throws Exception {
            jsonb.close();
            CLOSED.incrementAndGet();
        }
    }

    @Dependent
    static class Another {
        @Produces
        static Jsonb jsonb() {
            return JsonbBuilder.create();
        }
    }

    @Qualifier @Retention(RetentionPolicy.RUNTIME)
    @interface Pretty {}

    @Dependent
    static class ForPeople {
        @Produces
        @Pretty
        @Named("pretty")
        static Jsonb jsonb() {
            return JsonbBuilder.create(new JsonbConfig().withFormatting(true));
        }
    }

    @Test
    void bindsParametersResultsAndWhatIsPublished() throws Exception {
        try (InProcessServer server =
                InProcessServer.start(new Setup().beans(Desk.class, WithUnderscores.class, ForPeople.class))) {
            TestClient client = server.client().connected().subscribe("/bookings");
            assertThat(client.call("book", "{\"flight_number\":6}")).contains("{\"flight_number\":7}");
            server.bayeux().createChannel("/bookings").publish(null, new Booking(8));
            assertThat(client.dataOn("/bookings")).contains("{\"flight_number\":8}");
        }
        assertThat(RawJson.from(new Booking(9)).text()).isEqualTo("{\"flightNumber\":9}");
        assertThat(CLOSED.get()).isEqualTo(1);
    }

    @Test
    void oneWithAQualifierIsForSomethingElse() {
        try (InProcessServer server = InProcessServer.start(new Setup().beans(Desk.class, ForPeople.class))) {
            assertThat(server.bayeux().channel("/service/book")).isPresent();
            assertThat(RawJson.from(new Booking(9)).text()).isEqualTo("{\"flightNumber\":9}");
        }
    }

    @Test
    void twoFailTheDeploymentWithTheNamesOfBoth() {
        assertThatThrownBy(() -> InProcessServer.start(new Setup().beans(WithUnderscores.class, Another.class)))
                .hasStackTraceContaining("There must be at most one Jsonb bean, but there are 2: "
                        + Another.class.getName() + " and " + WithUnderscores.class.getName());
    }
}
