package dev.halley.transport;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the values of one field in form-encoded text, be it a body or a query. Others are skipped, so that a form of a
 * million fields costs no more than its bytes.
 *
 * <p>The container's own parsing is not used: it reads bodies by blocking, and containers differ in what they do about
 * bad encoding.
 *
 * <p>Thread-safety: stateless.
 */
public final class FormFields {

    private FormFields() {}

    /**
     * @param name ASCII
     * @return the decoded bytes of each value, in their order
     * @throws MalformedFieldException if the encoding of the name or value of such a field is not valid
     */
    public static List<byte[]> values(byte[] encoded, byte[] name) {
        List<byte[]> values = new ArrayList<>();
        int start = 0;
        while (start <= encoded.length) {
            int end = indexOf(encoded, '&', start, encoded.length);
            int nameEnd = indexOf(encoded, '=', start, end);
            if (Arrays.equals(decode(encoded, start, nameEnd), name)) {
                values.add(decode(encoded, Math.min(nameEnd + 1, end), end));
            }
            start = end + 1;
        }
        return values;
    }

    /**
     * The first value of a query's parameter.
     *
     * @param query as it came, not decoded; null when there is none
     * @return empty if there is none, or if one of that name is not encoded as it should be
     */
    public static Optional<String> parameter(@Nullable String query, String name) {
        if (query == null) {
            return Optional.empty();
        }
        try {
            return values(query.getBytes(StandardCharsets.UTF_8), name.getBytes(StandardCharsets.UTF_8)).stream()
                    .findFirst()
                    .map(value -> new String(value, StandardCharsets.UTF_8));
        } catch (MalformedFieldException malformed) {
            return Optional.empty();
        }
    }

    private static int indexOf(byte[] bytes, char wanted, int from, int to) {
        int index = from;
        while (index < to && bytes[index] != wanted) {
            index++;
        }
        return index;
    }

    private static byte[] decode(byte[] bytes, int from, int to) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(to - from);
        int i = from;
        while (i < to) {
            byte b = bytes[i++];
            if (b == '%') {
                if (i + 2 > to) {
                    throw new MalformedFieldException();
                }
                out.write(hex(bytes[i]) << 4 | hex(bytes[i + 1]));
                i += 2;
            } else {
                out.write(b == '+' ? ' ' : b);
            }
        }
        return out.toByteArray();
    }

    private static int hex(byte digit) {
        int value = Character.digit(digit, 16);
        if (value < 0) {
            throw new MalformedFieldException();
        }
        return value;
    }
}
