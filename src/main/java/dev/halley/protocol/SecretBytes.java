package dev.halley.protocol;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Random bytes that nobody can guess, for ids that are secrets (Bayeux section 3.3). They are drawn a block at a time: a
 * {@link SecureRandom} lets in one thread after the other, and all of the JVM share one lock. Where many clients come at once, hundreds of
 * threads queued for it.
 *
 * <p>Thread-safety: thread-safe; no thread waits for another but for the next block.
 */
public final class SecretBytes {

    /** How many bytes are drawn at a time, and how many can be had at once. */
    public static final int BLOCK = 4096;

    private final SecureRandom source;
    private volatile Block block;

    private static final class Block {
        private final byte[] bytes = new byte[BLOCK];
        private final AtomicInteger taken = new AtomicInteger();

        Block(SecureRandom source) {
            source.nextBytes(bytes);
        }
    }

    /** @param source where the bytes come from */
    public SecretBytes(SecureRandom source) {
        this.source = source;
        this.block = new Block(source);
    }

    /**
     * @param count how many, from 1 to {@link #BLOCK}
     * @return bytes that nobody else gets
     * @throws IllegalArgumentException if it is not from 1 to {@link #BLOCK}
     */
    public byte[] next(int count) {
        if (count < 1 || count > BLOCK) {
            throw new IllegalArgumentException("count is " + count + "; it may be from 1 to " + BLOCK);
        }
        while (true) {
            Block present = block;
            int from = present.taken.getAndUpdate(taken -> Math.min(BLOCK, taken + count));
            if (from + count <= BLOCK) {
                return Arrays.copyOfRange(present.bytes, from, from + count);
            }
            replace(present);
        }
    }

    private synchronized void replace(Block used) {
        if (block == used) {
            block = new Block(source);
        }
    }
}
