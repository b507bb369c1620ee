package dev.halley.client.cli;

import dev.halley.client.BayeuxClient;
import dev.halley.client.BayeuxClientBuilder;
import dev.halley.client.BayeuxException;
import dev.halley.client.ClientListener;
import dev.halley.client.ClientState;
import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A client as the command line wants it: connected, or a sentence that says why not.
 *
 * <p>Thread-safety: thread-safe.
 */
final class Link implements ClientListener, AutoCloseable {

    private static final Duration MOST_DELAY = Duration.ofSeconds(10);

    private final Options options;
    private final BayeuxClient client;
    /** Fails when the server has ended the conversation. */
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    /** Fails when nobody listens where the server should be. */
    private final CompletableFuture<Void> unreachable = new CompletableFuture<>();

    private volatile boolean closing;

    private Link(Options options) throws UsageException {
        this.options = options;
        Duration delay = options.timeout().compareTo(MOST_DELAY) < 0 ? options.timeout() : MOST_DELAY;
        try {
            BayeuxClientBuilder builder = BayeuxClient.builder(options.url())
                    .transports(options.transports())
                    .acknowledged(options.ack())
                    .maxNetworkDelay(delay)
                    .connectTimeout(delay)
                    .callTimeout(options.timeout())
                    .listener(this);
            options.headers().forEach(builder::header);
            client = builder.build();
        } catch (IllegalArgumentException wrong) {
            throw new UsageException(withoutStop(wrong.getMessage()));
        }
    }

    /** @return a client that is connected */
    static Link open(Options options, Terminal terminal)
            throws UsageException, NoConnectionException, InterruptedException {
        Link link = begin(options);
        link.connected(terminal);
        terminal.note("connected to " + options.url());
        return link;
    }

    /** @return a client that has begun to connect */
    static Link begin(Options options) throws UsageException {
        Link link = new Link(options);
        link.client.connect();
        return link;
    }

    /** Waits until it is connected; if it does not come to that, it is closed. */
    void connected(Terminal terminal) throws UsageException, NoConnectionException, InterruptedException {
        try (Progress progress = Progress.of(terminal, this::describe)) {
            progress.show();
            connect();
        } catch (NoConnectionException | InterruptedException e) {
            close();
            throw e;
        }
    }

    BayeuxClient client() {
        return client;
    }

    CompletableFuture<Void> end() {
        return end;
    }

    private String describe() {
        return "connecting to " + options.url() + lastFailure(" (", ")");
    }

    private void connect() throws NoConnectionException, UsageException, InterruptedException {
        Duration patience = options.timeout();
        try {
            CompletableFuture.anyOf(client.connect(), unreachable).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new NoConnectionException("no connection to " + options.url() + " within " + patience.toSeconds()
                    + " s (--timeout)" + lastFailure(": ", ""));
        } catch (ExecutionException e) {
            throw new NoConnectionException("no connection to " + options.url() + ": " + describe(e.getCause()));
        }
    }

    /** What a command does until it has enough. */
    interface Work {

        Exit run() throws NoConnectionException, UsageException, InterruptedException;
    }

    /** Does it; if the program is stopped meanwhile, says goodbye to the server. */
    Exit untilStopped(Work work) throws NoConnectionException, UsageException, InterruptedException {
        // Ctrl-C: the server need not wait until it notices.
        Thread goodbye = new Thread(this::close, "halley-client-goodbye");
        Runtime.getRuntime().addShutdownHook(goodbye);
        try {
            return work.run();
        } finally {
            try {
                Runtime.getRuntime().removeShutdownHook(goodbye);
            } catch (IllegalStateException ending) {
                // It is running already.
            }
        }
    }

    /** Waits until the command has enough, or the server has ended the conversation. */
    Exit waitFor(CompletableFuture<?> enough) throws NoConnectionException, InterruptedException {
        try {
            CompletableFuture.anyOf(enough, end).get();
            return Exit.DONE;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NoConnectionException ended) {
                throw ended;
            }
            if (e.getCause() instanceof BayeuxException lost) {
                throw lost;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Waits for it as long as {@code --timeout} allows. */
    <T> T await(CompletableFuture<T> future) throws UsageException, NoConnectionException, InterruptedException {
        try {
            return future.get(options.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new NoConnectionException("no answer from " + options.url() + " within "
                    + options.timeout().toSeconds() + " s (--timeout)");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BayeuxException failure) {
                throw failure;
            }
            throw new NoConnectionException(describe(e.getCause()));
        }
    }

    private String lastFailure(String before, String after) {
        return client.lastFailure()
                .map(failure -> before + describe(failure) + after)
                .orElse("");
    }

    private static boolean isUnreachable(Throwable failure) {
        return causes(failure).anyMatch(ConnectException.class::isInstance);
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }

    static String describe(Throwable failure) {
        if (causes(failure).anyMatch(UnresolvedAddressException.class::isInstance)) {
            return "the host is unknown";
        }
        if (causes(failure).anyMatch(cause -> cause instanceof ConnectException && cause.getMessage() == null)) {
            return "the connection was refused";
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : withoutStop(failure.getMessage());
    }

    private static String withoutStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    @Override
    public void failed(Throwable cause) {
        if (!options.waits() && isUnreachable(cause)) {
            unreachable.completeExceptionally(cause);
        }
    }

    @Override
    public void stateChanged(ClientState from, ClientState to) {
        if (to == ClientState.DISCONNECTED && !closing) {
            end.completeExceptionally(
                    new NoConnectionException("the server ended the session" + lastFailure("; last failure: ", "")));
        }
    }

    @Override
    public void subscriptionLost(String channel, BayeuxException why) {
        end.completeExceptionally(why);
    }

    @Override
    public void close() {
        closing = true;
        client.close();
    }
}
