package dev.halley.client;

import dev.halley.json.JsonText;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Sends one POST request for each packet. The server holds those with a connect; the others go one at a time, so that
 * they arrive in order. Bayeux section 5.1.
 *
 * <p>Thread-safety: thread-safe.
 */
final class LongPollingTransport implements ClientTransport {

    private static final int OK = 200;
    private static final int REDIRECTION = 300;
    private static final int CLIENT_ERROR = 400;
    private static final int UNAVAILABLE = 503;

    private final HttpSettings settings;
    private final Address address;
    private final Receiver receiver;
    private final Map<RequestBatch, CompletableFuture<?>> requests = new ConcurrentHashMap<>();

    LongPollingTransport(HttpSettings settings, Address address, Receiver receiver) {
        this.settings = settings;
        this.address = address;
        this.receiver = receiver;
    }

    @Override
    public TransportType type() {
        return TransportType.LONG_POLLING;
    }

    /** Each request has a connection of its own. */
    @Override
    public void open() {
        receiver.idle(this);
    }

    @Override
    public void send(RequestBatch batch) {
        URI uri = settings.appendType() ? address.http(batch.path()) : address.http();
        CompletableFuture<HttpResponse<byte[]>> response;
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(batch.text()));
            request.setHeader("Content-Type", "application/json;charset=UTF-8");
            address.headers(uri, settings.http(), request::setHeader);
            response = settings.http().sendAsync(request.build(), head -> new LimitedBody(settings.maxResponseSize()));
        } catch (IllegalArgumentException | IllegalStateException e) {
            response = CompletableFuture.failedFuture(new NotSentException(e));
        }
        requests.put(batch, response);
        response.whenComplete((answer, failure) -> end(batch, uri, answer, failure));
    }

    private void end(
            RequestBatch batch, URI uri, @Nullable HttpResponse<byte[]> response, @Nullable Throwable failure) {
        if (requests.remove(batch) == null) {
            return;
        }
        if (response == null) {
            Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                    ? failure.getCause()
                    : failure == null ? new IOException("There is no response.") : failure;
            receiver.failed(this, batch, Address.failure("POST", uri, cause), !isBeforeSending(cause));
        } else {
            answered(batch, response);
        }
        if (!batch.is(Exchange.Kind.CONNECT)) {
            receiver.idle(this);
        }
    }

    /** The packet has this response, which came as a whole. */
    void answered(RequestBatch batch, HttpResponse<byte[]> response) {
        if (settings.http().cookieHandler().isEmpty()) {
            address.cookies().receive(response.uri(), response.headers());
        }
        List<Message> messages;
        try {
            if (!isTurnedAway(response)) {
                refuseUnusable(response);
            }
            messages = messagesOf(response);
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            receiver.failed(this, batch, Address.failure("POST", response.uri(), e), true);
            return;
        } catch (RuntimeException malformed) {
            receiver.failed(
                    this,
                    batch,
                    Address.failure(
                            "POST",
                            response.uri(),
                            new IOException("The response is not Bayeux: " + Address.describe(malformed), malformed)),
                    true);
            return;
        }
        receiver.received(this, messages, batch);
    }

    private static List<Message> messagesOf(HttpResponse<byte[]> response) {
        return MessageTexts.read(JsonText.decodeUtf8(response.body()));
    }

    /** A server that takes no new clients says so to proxies by the status, and by the reply to clients, where they may go. */
    private static boolean isTurnedAway(HttpResponse<byte[]> response) {
        try {
            return response.statusCode() == UNAVAILABLE
                    && messagesOf(response).stream()
                            .anyMatch(message -> message.channel().equals("/meta/handshake"));
        } catch (RuntimeException noMessages) {
            return false;
        }
    }

    private void refuseUnusable(HttpResponse<byte[]> response) throws IOException {
        int status = response.statusCode();
        if (status >= REDIRECTION && status < CLIENT_ERROR) {
            throw new IOException("The server redirects (status " + status + ") to "
                    + response.headers().firstValue("Location").orElse("nowhere")
                    + "; the client follows no redirects. Give it the final URL.");
        }
        if (status != OK) {
            throw new TransportFailure.StatusException("The request", status, null);
        }
        if (response.body().length == 0) {
            throw new IOException("The response is empty.");
        }
    }

    /** The {@code HttpClient} has not taken the request. */
    private static final class NotSentException extends IOException {

        private static final long serialVersionUID = 1L;

        private NotSentException(RuntimeException cause) {
            super("The HttpClient rejected the request: " + Address.describe(cause), cause);
        }
    }

    static boolean isBeforeSending(Throwable cause) {
        return cause instanceof NotSentException
                || cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof UnresolvedAddressException;
    }

    @Override
    public boolean isBusy() {
        return requests.keySet().stream().anyMatch(batch -> !batch.is(Exchange.Kind.CONNECT));
    }

    @Override
    public void cancel(RequestBatch batch) {
        CompletableFuture<?> request = requests.remove(batch);
        if (request != null) {
            request.cancel(true);
        }
    }

    /** Does nothing: a response comes only when it was asked for. */
    @Override
    public void reading(boolean on) {}

    @Override
    public void close() {
        requests.keySet().forEach(this::cancel);
    }
}
