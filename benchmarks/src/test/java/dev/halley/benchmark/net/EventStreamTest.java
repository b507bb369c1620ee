package dev.halley.benchmark.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventStreamTest {

    private static final String CHUNKED =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream;charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String UNTIL_CLOSED = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

    private final List<String> told = new ArrayList<>();

    private final HttpClient.Events events = new HttpClient.Events() {
        @Override
        public void opened() {
            told.add("opened");
        }

        @Override
        public void streaming() {
            told.add("streaming");
        }

        @Override
        public void message(byte[] bytes, int from, int to) {
            told.add(new String(bytes, from, to - from, UTF_8).strip());
        }

        @Override
        public void lost(String why) {
            told.add("lost: " + why);
        }
    };

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    /** Presents what comes in pieces of so many bytes, the rest of each again with more behind it. */
    private void come(String text, int size) {
        try (Loop loop = new Loop()) {
            HttpClient client = new HttpClient(loop, InetSocketAddress.createUnresolved("localhost", 1), "/a", events);
            byte[] bytes = text.getBytes(UTF_8);
            int from = 0;
            for (int to = Math.min(size, bytes.length); from < bytes.length; to = Math.min(to + size, bytes.length)) {
                byte[] there = Arrays.copyOf(bytes, to);
                int taken = from;
                do {
                    from = taken;
                    taken = client.take(there, from, to);
                } while (taken > from && taken < to);
                from = taken;
                if (to == bytes.length) {
                    return;
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void eachChunkWithEventsIsToldAndCommentsAreNot() {
        come(CHUNKED + chunk(": open\n\n") + chunk("data: [1]\n\n") + chunk(":\n\n") + chunk("data: [2,3]\n\n"), 9_999);
        assertThat(told).containsExactly("streaming", "data: [1]", "data: [2,3]");
    }

    @Test
    void eventBehindCommentInOneChunkIsTold() {
        come(CHUNKED + chunk(":\n\ndata: [1]\n\n"), 9_999);
        assertThat(told).containsExactly("streaming", "data: [1]");
    }

    @Test
    void chunkIsToldBeforeTheBreakBehindItComes() {
        come(CHUNKED + "b\r\ndata: [1]\n\n", 9_999);
        assertThat(told).containsExactly("streaming", "data: [1]");
    }

    @Test
    void eventThatTakesSeveralChunksIsToldWhole() {
        come(CHUNKED + chunk("data: ") + chunk("[1,") + chunk("2]\n\n") + chunk("data: [3]\n\n"), 9_999);
        assertThat(told).containsExactly("streaming", "data: [1,2]", "data: [3]");
    }

    @Test
    void streamThatComesInPiecesOfAnySizeIsToldTheSame() {
        String longer = "data: [\"" + "x".repeat(300) + "\"]";
        String text = CHUNKED + chunk(": open\n\n") + chunk("data: [1]\n\n") + chunk(longer + "\n\n") + chunk("");
        for (int size = 1; size <= text.length(); size++) {
            told.clear();
            come(text, size);
            assertThat(told).as("pieces of %d bytes", size).containsExactly("streaming", "data: [1]", longer);
        }
    }

    @Test
    void responseBehindTheLastChunkIsTold() {
        String next = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 3\r\n\r\n[2]";
        come(CHUNKED + chunk("data: [1]\n\n") + chunk("") + next, 9_999);
        assertThat(told).containsExactly("streaming", "data: [1]", "[2]");
    }

    @Test
    void streamUntilTheConnectionEndsIsToldByLines() {
        String text = UNTIL_CLOSED + "\r\nretry: 5000\r\n\r\ndata: [1]\r\n\r\n:\r\n\r\ndata: [2]\r\n\r\n";
        for (int size = 1; size <= text.length(); size++) {
            told.clear();
            come(text, size);
            assertThat(told).as("pieces of %d bytes", size).containsExactly("streaming", "data: [1]", "data: [2]");
        }
    }

    @Test
    void streamThatIsRefusedIsLost() throws IOException {
        try (Loop loop = new Loop()) {
            HttpClient client = new HttpClient(loop, InetSocketAddress.createUnresolved("localhost", 1), "/a", events);
            loop.connect(client, new InetSocketAddress("127.0.0.1", 1));
            byte[] bytes = "HTTP/1.1 404 Not Found\r\nContent-Type: text/event-stream\r\n\r\n".getBytes(UTF_8);
            client.take(bytes, 0, bytes.length);
        }
        assertThat(told).singleElement().asString().startsWith("lost: ").contains("404");
    }
}
