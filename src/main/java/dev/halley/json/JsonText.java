package dev.halley.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Turns bytes into text strictly, and text into JSON strings.
 *
 * <p>Thread-safety: stateless.
 */
public final class JsonText {

    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final char REPLACEMENT = '\uFFFD';
    private static final String HEX = "0123456789abcdef";

    private JsonText() {}

    /**
     * Decodes UTF-8 without mercy: what is malformed is refused, not replaced.
     *
     * @throws MalformedJsonException if the bytes are not UTF-8
     */
    public static String decodeUtf8(byte[] bytes) {
        return decodeUtf8(bytes, 0, bytes.length);
    }

    /**
     * Decodes a part of an array as UTF-8 without mercy.
     *
     * @throws MalformedJsonException if the bytes are not UTF-8
     * @throws IndexOutOfBoundsException if the part is not within the array
     */
    public static String decodeUtf8(byte[] bytes, int offset, int length) {
        String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
        // The quick way replaces what is malformed; so only a text with replacements needs the slow way.
        return text.indexOf(REPLACEMENT) < 0 ? text : decode(bytes, offset, length, StandardCharsets.UTF_8);
    }

    /**
     * Decodes a part of an array without mercy.
     *
     * @throws MalformedJsonException if the bytes are malformed in that charset
     * @throws IndexOutOfBoundsException if the part is not within the array
     */
    public static String decode(byte[] bytes, int offset, int length, Charset charset) {
        try {
            return charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, offset, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedJsonException("The bytes are not text in " + charset.name(), -1, -1);
        }
    }

    /** @return the text without the byte order mark that some editors and libraries put before it; RFC 8259 section 8.1 */
    public static String withoutByteOrderMark(String text) {
        return text.isEmpty() || text.charAt(0) != BYTE_ORDER_MARK ? text : text.substring(1);
    }

    /** @return the text as a JSON string, in quotes; a surrogate without its other half becomes U+FFFD */
    public static String quote(CharSequence text) {
        StringBuilder out = new StringBuilder(text.length() + 2);
        appendQuoted(out, text);
        return out.toString();
    }

    /** Appends the text as a JSON string, in quotes; a surrogate without its other half becomes U+FFFD. */
    public static void appendQuoted(StringBuilder out, CharSequence text) {
        out.append('"');
        int length = text.length();
        int copied = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c)) {
                continue;
            }
            if (i + 1 < length && Character.isSurrogatePair(c, text.charAt(i + 1))) {
                i++;
                continue;
            }
            out.append(text, copied, i);
            appendEscaped(out, c);
            copied = i + 1;
        }
        out.append(text, copied, length).append('"');
    }

    private static void appendEscaped(StringBuilder out, char c) {
        switch (c) {
            case '"', '\\' -> out.append('\\').append(c);
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            default -> {
                if (c < ' ') {
                    out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xF));
                } else {
                    out.append(REPLACEMENT);
                }
            }
        }
    }

    /**
     * Makes a JSON text safe to stand in a script: U+2028 and U+2029 end a line there in old browsers, and {@code </}
     * could end the script. Both only stand in strings, where they can be escaped without changing the value.
     *
     * @param json a well-formed JSON text
     */
    public static String scriptSafe(String json) {
        if (json.indexOf('\u2028') < 0 && json.indexOf('\u2029') < 0 && !json.contains("</")) {
            return json;
        }
        return json.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("</", "<\\/");
    }
}
