package dev.halley.client;

import dev.halley.json.JsonText;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sends one POST request for each packet, like long-polling, but the response to a connect that the server may hold is
 * a stream of server-sent events, which brings messages for as long as the connect is held.
 *
 * <p>Thread-safety: thread-safe.
 */
final class StreamingTransport implements ClientTransport, ClientTransport.Receiver {

    private static final int OK = 200;
    /** So long at most after the request is sent something comes over a stream, unless a proxy collects it. */
    private static final Duration FIRST_SIGN = Duration.ofSeconds(5);

    private final HttpSettings settings;
    private final Address address;
    private final Receiver receiver;
    private final LongPollingTransport polls;
    private final Duration patience;
    private final AtomicReference<@Nullable Stream> stream = new AtomicReference<>();
    private volatile boolean reading = true;

    StreamingTransport(HttpSettings settings, Address address, Receiver receiver) {
        this.settings = settings;
        this.address = address;
        this.receiver = receiver;
        this.polls = new LongPollingTransport(settings, address, this);
        this.patience = settings.opening().compareTo(FIRST_SIGN) < 0 ? settings.opening() : FIRST_SIGN;
    }

    @Override
    public TransportType type() {
        return TransportType.STREAMING;
    }

    @Override
    public void open() {
        polls.open();
    }

    @Override
    public void send(RequestBatch batch) {
        if (batch.mayBeHeld()) {
            Stream opened = new Stream(batch);
            Stream older = stream.getAndSet(opened);
            if (older != null) {
                older.cancel();
            }
            opened.open();
        } else {
            polls.send(batch);
        }
    }

    @Override
    public boolean isBusy() {
        return polls.isBusy();
    }

    @Override
    public void cancel(RequestBatch batch) {
        Stream current = stream.get();
        if (current != null && current.batch == batch) {
            current.cancel();
        } else {
            polls.cancel(batch);
        }
    }

    @Override
    public void reading(boolean on) {
        reading = on;
        Stream current = stream.get();
        if (current != null) {
            current.reading(on);
        }
    }

    @Override
    public void close() {
        Stream current = stream.getAndSet(null);
        if (current != null) {
            current.cancel();
        }
        polls.close();
    }

    // What the other requests bring is this transport's, too.

    @Override
    public void received(ClientTransport from, List<Message> messages, @Nullable RequestBatch answered) {
        receiver.received(this, messages, answered);
    }

    @Override
    public void failed(ClientTransport from, RequestBatch batch, Throwable cause, boolean sent) {
        receiver.failed(this, batch, cause, sent);
    }

    @Override
    public void broken(ClientTransport from, Throwable cause) {
        receiver.broken(this, cause);
    }

    @Override
    public void idle(ClientTransport from) {
        receiver.idle(this);
    }

    /** One connect and its response. */
    private final class Stream implements EventBody.Listener {
        private final RequestBatch batch;
        private volatile boolean over;
        private volatile boolean heard;
        private volatile Registration timer = () -> {};
        private volatile @Nullable EventBody events;
        private volatile @Nullable CompletableFuture<HttpResponse<byte[]>> request;

        Stream(RequestBatch batch) {
            this.batch = batch;
        }

        void open() {
            URI uri = settings.appendType() ? address.http(batch.path()) : address.http();
            try {
                HttpRequest.Builder builder = HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(batch.text()));
                builder.setHeader("Content-Type", "application/json;charset=UTF-8");
                builder.setHeader("Accept", "text/event-stream, application/json");
                address.headers(uri, settings.http(), builder::setHeader);
                timer = settings.time().later(patience, this::tooLate);
                request = settings.http().sendAsync(builder.build(), this::body);
                request.whenComplete((answer, failure) -> end(uri, answer, failure));
            } catch (IllegalArgumentException | IllegalStateException e) {
                fail(Address.failure("POST", uri, e), false);
            }
        }

        private HttpResponse.BodySubscriber<byte[]> body(HttpResponse.ResponseInfo head) {
            boolean streams = head.statusCode() == OK
                    && head.headers()
                            .firstValue("Content-Type")
                            .filter(type -> type.startsWith("text/event-stream"))
                            .isPresent();
            if (!streams) {
                heard();
                return new LimitedBody(settings.maxResponseSize());
            }
            EventBody made = new EventBody(settings.maxResponseSize(), this);
            events = made;
            made.reading(reading);
            return made;
        }

        private void heard() {
            if (!heard) {
                heard = true;
                timer.close();
            }
        }

        @Override
        public void alive() {
            heard();
            receiver.alive(StreamingTransport.this, batch);
        }

        @Override
        public void event(byte[] data) {
            if (!over) {
                receiver.received(StreamingTransport.this, MessageTexts.read(JsonText.decodeUtf8(data)), null);
            }
        }

        private void tooLate() {
            if (!heard) {
                fail(new TransportFailure.BufferedException(patience), true);
                cancel();
            }
        }

        private void end(URI uri, @Nullable HttpResponse<byte[]> answer, @Nullable Throwable failure) {
            timer.close();
            if (over) {
                return;
            }
            if (answer == null) {
                Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure == null ? new IOException("There is no response.") : failure;
                fail(Address.failure("POST", uri, cause), !LongPollingTransport.isBeforeSending(cause));
            } else if (events != null) {
                // Does nothing if the connect's reply has come.
                fail(new IOException("The stream ended without the reply to its connect."), true);
            } else {
                over = true;
                polls.answered(batch, answer);
            }
        }

        private void fail(Throwable cause, boolean sent) {
            if (!over) {
                over = true;
                timer.close();
                receiver.failed(StreamingTransport.this, batch, cause, sent);
            }
        }

        void reading(boolean on) {
            EventBody body = events;
            if (body != null) {
                body.reading(on);
            }
        }

        void cancel() {
            over = true;
            timer.close();
            CompletableFuture<?> sent = request;
            if (sent != null) {
                sent.cancel(true);
            }
        }
    }
}
