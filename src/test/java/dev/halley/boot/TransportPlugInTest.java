package dev.halley.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.boot.app.InjectedTransport;
import dev.halley.boot.app.NamelessTransport;
import dev.halley.boot.app.OtherSilentTransport;
import dev.halley.boot.app.OwnWebSocketTransport;
import dev.halley.boot.app.SilentTransport;
import dev.halley.boot.app.UnusableTransport;
import dev.halley.spi.Transport;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application brings transports of its own, as beans or by ServiceLoader, without naming them. */
class TransportPlugInTest {

    private static final String SERVICES = "WEB-INF/classes/META-INF/services/" + Transport.class.getName();

    @TempDir
    private Path root;

    private WebApp.Layout layout;

    @BeforeEach
    void layOut() {
        layout = new WebApp.Layout(root);
    }

    private WebApp.Layout withProvider(Class<?>... types) {
        StringBuilder names = new StringBuilder();
        for (Class<?> type : types) {
            layout.with(type);
            names.append(type.getName()).append('\n');
        }
        return layout.write(SERVICES, names.toString());
    }

    private static void assertOffered(WebApp app, String... names) throws Exception {
        assertThat(app.post(WebApp.HANDSHAKE, "").body())
                .contains("\"supportedConnectionTypes\":[\"" + String.join("\",\"", names) + "\"]");
    }

    private void assertFails(String... sentences) {
        var thrown = assertThatThrownBy(() -> WebApp.deploy(layout).close());
        for (String sentence : sentences) {
            thrown.hasStackTraceContaining(sentence);
        }
    }

    @Test
    void theBeanThatIsATransportIsOfferedAfterThoseBuiltIn() throws Exception {
        layout.withCdi().with(InjectedTransport.class);
        try (WebApp app = WebApp.deploy(layout)) {
            assertOffered(app, "websocket", "streaming", "long-polling", "callback-polling", "injected");
        }
    }

    @Test
    void withoutCdiServiceLoaderFindsIt() throws Exception {
        withProvider(SilentTransport.class);
        try (WebApp app = WebApp.deploy(layout)) {
            assertOffered(app, "websocket", "streaming", "long-polling", "callback-polling", "silent");
        }
    }

    @Test
    void oneThatIsFoundMayBeAllowedAndHaveSettingsLikeThoseBuiltIn() throws Exception {
        withProvider(SilentTransport.class)
                .initParam("allowedTransports", "silent,long-polling")
                .initParam("silent.timeout", "12345");
        try (WebApp app = WebApp.deploy(layout)) {
            assertOffered(app, "silent", "long-polling");
        }
    }

    @Test
    void whatIsAllowedIsAskedOfThoseThatAreFoundToo() {
        withProvider(SilentTransport.class).initParam("allowedTransports", "slient");
        assertFails(
                "The init-param 'allowedTransports' has the value 'slient'; it must be websocket, streaming, long-polling,"
                        + " callback-polling, eventsource or silent, with commas between them.");
    }

    @Test
    void settingsOfOneThatIsFoundAreValidatedByTheirNames() {
        withProvider(SilentTransport.class).initParam("silent.timeout", "soon");
        assertFails("The init-param 'silent.timeout' has the value 'soon'; it must be");
    }

    @Test
    void theInitParamLeavesOutWhatItDoesNotName() throws Exception {
        withProvider(SilentTransport.class).initParam("transports", "dev.halley.transport.http.HttpTransport");
        try (WebApp app = WebApp.deploy(layout)) {
            assertOffered(app, "streaming", "long-polling", "callback-polling");
        }
    }

    @Test
    void twoOfOneNameFailTheDeployment() {
        withProvider(SilentTransport.class, OtherSilentTransport.class);
        assertFails("Two transports have the name 'silent': one is " + OtherSilentTransport.class.getName()
                + ", the other is " + SilentTransport.class.getName() + ". Names must be unique");
    }

    @Test
    void oneOfABuiltInNameFailsTheDeployment() {
        withProvider(OwnWebSocketTransport.class);
        assertFails("Two transports have the name 'websocket': one is "
                + OwnWebSocketTransport.class.getName()
                + ", the other is built in. Names must be unique: exclude one of the transports by the"
                + " init-param 'transports'.");
    }

    @Test
    void oneOfABuiltInNameMayTakeTheBuiltInsPlace() throws Exception {
        layout.with(OwnWebSocketTransport.class)
                .initParam(
                        "transports",
                        OwnWebSocketTransport.class.getName() + ",dev.halley.transport.http.HttpTransport");
        try (WebApp app = WebApp.deploy(layout)) {
            assertOffered(app, "websocket", "streaming", "long-polling", "callback-polling");
        }
    }

    @Test
    void oneWithoutANameFailsTheDeployment() {
        withProvider(NamelessTransport.class);
        assertFails(NamelessTransport.class.getName()
                + " has no name: a transport needs at least one, by which clients negotiate it.");
    }

    @Test
    void oneThatCannotBeMadeFailsTheDeployment() {
        withProvider(UnusableTransport.class);
        assertFails("names a class that cannot be instantiated", "a public constructor without parameters");
    }
}
