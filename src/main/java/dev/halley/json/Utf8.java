package dev.halley.json;

/**
 * Counts the bytes that a text has in UTF-8, without encoding it.
 *
 * <p>Thread-safety: stateless.
 */
public final class Utf8 {

    private static final int ONE_BYTE = 0x80;
    private static final int TWO_BYTES = 0x800;
    /** As many bytes as a character has at most; a pair of surrogates has four. */
    private static final long MOST = 3;

    private Utf8() {}

    /** @return how long the text is in UTF-8; a surrogate that stands alone is encoded as one byte, a question mark */
    public static int length(String text) {
        int length = text.length();
        int bytes = length;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= ONE_BYTE) {
                bytes += furtherBytes(text, i, c);
            }
        }
        return bytes;
    }

    private static int furtherBytes(String text, int at, char c) {
        if (c < TWO_BYTES) {
            return 1;
        }
        if (!Character.isSurrogate(c)) {
            return 2;
        }
        // The pair's four bytes are counted where it begins: one for each half is there already.
        return at + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(at + 1)) ? 2 : 0;
    }

    /** @return whether the text has more bytes than that; most texts are so short that nothing is counted */
    public static boolean isLonger(String text, int most) {
        return text.length() > most || text.length() * MOST > most && length(text) > most;
    }
}
