package dev.halley.client;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds the transport in use, and makes another one when the choice, the host or the headers have changed.
 *
 * <p>Thread-safety: confined to the client's strand.
 */
final class TransportHolder {

    private final ClientTransport.Factory factory;
    private final Map<String, String> headers;
    private final Cookies cookies;
    private final TransportChoice choice;
    private final ServerUrls urls;
    private Map<String, String> credentials = Map.of();
    private @Nullable ClientTransport transport;
    private URI place;
    /** Whether a connect was answered over the transport that was used last. */
    private boolean worked;

    private boolean reading = true;

    /** @param headers those that the application wants with every request */
    TransportHolder(
            ClientTransport.Factory factory,
            Map<String, String> headers,
            Cookies cookies,
            TransportChoice choice,
            ServerUrls urls) {
        this.cookies = cookies;
        this.factory = factory;
        this.headers = headers;
        this.choice = choice;
        this.urls = urls;
        this.place = urls.current();
    }

    TransportChoice choice() {
        return choice;
    }

    ServerUrls urls() {
        return urls;
    }

    /** @param headers those of the credentials; a connection that was opened with others is closed */
    void credentials(Map<String, String> headers) {
        if (!credentials.equals(headers)) {
            credentials = headers;
            drop();
        }
    }

    /** @return the transport to send with */
    ClientTransport transport(ClientTransport.Receiver receiver) {
        boolean elsewhere = transport != null && !place.equals(urls.current());
        if (elsewhere || transport != null && transport.type() != choice.current()) {
            drop();
        }
        if (transport == null) {
            take(create(choice.current(), receiver));
        }
        return transport;
    }

    /** Uses it from now on; the one in use is closed. */
    void take(ClientTransport opened) {
        drop();
        transport = opened;
        place = urls.current();
        worked = false;
        opened.reading(reading);
    }

    /** A connect was answered over the transport. */
    void worked() {
        worked = true;
    }

    /** @return whether a connect was answered over the transport that is, or was, in use */
    boolean hasWorked() {
        return worked;
    }

    /** @return a transport that is not in use */
    ClientTransport create(TransportType type, ClientTransport.Receiver receiver) {
        URI url = urls.current();
        Map<String, String> all = new HashMap<>(headers);
        all.putAll(credentials);
        return factory.create(type, new Address(url, cookies, all), receiver);
    }

    /** @return whether it is the one in use */
    boolean isCurrent(ClientTransport asked) {
        return transport == asked;
    }

    /** @return whether what is to be sent should wait for the transport */
    boolean isBusy() {
        return transport != null && transport.isBusy();
    }

    void reading(boolean on) {
        reading = on;
        if (transport != null) {
            transport.reading(on);
        }
    }

    /** Closes the transport; the next packet goes over a new one. */
    void drop() {
        if (transport != null) {
            transport.close();
            transport = null;
        }
    }
}
