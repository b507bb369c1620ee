package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.war.RunningWar;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The one WAR on which all tests here run that do not need one of their own: started by the first that asks for its
 * address (a parameter of type {@link URI}), stopped after the last. Pages from other ports of this machine may use it.
 *
 * <p>Thread-safety: confined to JUnit's thread.
 */
final class SharedServer implements ParameterResolver {

    /** Channels that keep history and show their members. */
    private static final String KEPT = "/interop/kept/**";

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == URI.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return test.getRoot()
                .getStore(Namespace.create(SharedServer.class))
                .getOrComputeIfAbsent(
                        "server",
                        key -> new Shared(RunningWar.run(
                                "--port",
                                "0",
                                "-Dhalley.allowedOrigins=http://127.0.0.1:*",
                                "-Dhalley.history=" + KEPT + "=1000/10m",
                                "-Dhalley.presence=" + KEPT,
                                "-Dhalley.presenceDelay=10")),
                        Shared.class)
                .address();
    }

    /** Closed by JUnit when all tests are done. Nothing may have gone wrong in the server. */
    private record Shared(RunningWar war) implements AutoCloseable {

        /** By number, so that no client tries IPv6 first. */
        URI address() {
            return URI.create("http://127.0.0.1:" + war.address().getPort() + "/");
        }

        @Override
        public void close() throws IOException {
            try (war) {
                assertThat(war.errors()).doesNotContain("WARNING", "SEVERE", "Exception");
            }
        }
    }
}
