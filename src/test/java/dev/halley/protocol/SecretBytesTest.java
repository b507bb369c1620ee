package dev.halley.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SecretBytesTest {

    /** Gives the numbers from 0 on, four bytes each, and counts how often it was asked. */
    private static final class Counting extends SecureRandom {

        private static final long serialVersionUID = 1;

        private int given;
        private int asked;

        @Override
        public void nextBytes(byte[] bytes) {
            asked++;
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                buffer.putInt(given++);
            }
        }
    }

    private final Counting source = new Counting();
    private final SecretBytes bytes = new SecretBytes(source);

    @Test
    void theSourceIsAskedOnceForABlock() {
        for (int i = 0; i < SecretBytes.BLOCK / 4; i++) {
            assertEquals(i, ByteBuffer.wrap(bytes.next(4)).getInt());
        }
        assertEquals(1, source.asked);
        assertEquals(SecretBytes.BLOCK / 4, ByteBuffer.wrap(bytes.next(4)).getInt());
        assertEquals(2, source.asked);
    }

    @Test
    void whatDoesNotFitIntoTheRestOfABlockComesFromTheNext() {
        bytes.next(SecretBytes.BLOCK - 4);
        assertArrayEquals(
                ByteBuffer.allocate(8)
                        .putInt(SecretBytes.BLOCK / 4)
                        .putInt(SecretBytes.BLOCK / 4 + 1)
                        .array(),
                bytes.next(8));
    }

    @Test
    void aWholeBlockCanBeHadAtOnceAndNoMore() {
        assertEquals(SecretBytes.BLOCK, bytes.next(SecretBytes.BLOCK).length);
        assertThrows(IllegalArgumentException.class, () -> bytes.next(SecretBytes.BLOCK + 1));
        assertThrows(IllegalArgumentException.class, () -> bytes.next(0));
    }

    @Test
    void noTwoThreadsGetTheSameBytes() throws Exception {
        Set<Integer> all = ConcurrentHashMap.newKeySet();
        int each = 20_000;
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> running = IntStream.range(0, 4)
                    .<Future<?>>mapToObj(thread -> threads.submit(() -> {
                        for (int i = 0; i < each; i++) {
                            all.add(ByteBuffer.wrap(bytes.next(4)).getInt());
                        }
                    }))
                    .toList();
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            threads.shutdown();
        }
        assertEquals(4 * each, all.size());
    }
}
