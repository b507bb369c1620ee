package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

/** How a stream of server-sent events is read. */
class EventBodyTest {

    private final List<String> events = new ArrayList<>();
    private int signs;
    private long asked;
    private boolean cancelled;
    private final EventBody body = new EventBody(20, new EventBody.Listener() {
        @Override
        public void alive() {
            signs++;
        }

        @Override
        public void event(byte[] data) {
            events.add(new String(data, StandardCharsets.UTF_8));
        }
    });

    private EventBodyTest begin() {
        body.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {
                asked += n;
            }

            @Override
            public void cancel() {
                cancelled = true;
            }
        });
        return this;
    }

    private void come(String text) {
        body.onNext(List.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
    }

    private CompletableFuture<byte[]> end() {
        return body.getBody().toCompletableFuture();
    }

    @Test
    void eventsAreWholeWhereverTheyAreCut() {
        begin();
        for (byte next : ": open\n\ndata: [\"é\u2028\"]\r\n\r\ndata:[1]\nid: 7\n\n".getBytes(StandardCharsets.UTF_8)) {
            body.onNext(List.of(ByteBuffer.wrap(new byte[] {next})));
        }
        assertThat(events).containsExactly("[\"é\u2028\"]", "[1]");
        assertThat(signs).isEqualTo(asked - 1);
        body.onComplete();
        assertThat(end().join()).isEmpty();
    }

    @Test
    void anEventMayBeAsLargeAsAllowedAndNoLarger() {
        begin();
        String most = "x".repeat(20);
        come("data: " + most + "\n\n");
        assertThat(events).containsExactly(most);
        come("data: x" + most);
        assertThat(cancelled).isTrue();
        assertThatThrownBy(() -> end().join())
                .hasCauseInstanceOf(IOException.class)
                .hasMessageContaining("20 bytes");
    }

    @Test
    void nothingIsAskedForWhileNobodyReads() {
        begin();
        assertThat(asked).isEqualTo(1);
        body.reading(false);
        come(":\n\n");
        assertThat(asked).isEqualTo(1);
        body.reading(true);
        body.reading(true);
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void aStreamThatBreaksSaysSo() {
        begin();
        body.onError(new IOException("reset"));
        assertThatThrownBy(() -> end().join()).hasRootCauseMessage("reset");
    }
}
