package dev.halley.transport.http;

import dev.halley.json.CommentedJson;
import dev.halley.json.JsonText;
import dev.halley.json.MalformedJsonException;
import dev.halley.protocol.BatchTooLargeException;
import dev.halley.protocol.MessageReader;
import dev.halley.protocol.Request;
import dev.halley.transport.FormFields;
import dev.halley.transport.MalformedFieldException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes messages of what came: of a body that is JSON or a form, or of a query. Several texts make one list.
 *
 * <p>Thread-safety: immutable.
 */
final class RequestTexts {

    private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.US_ASCII);

    /** The byte order mark in UTF-8. */
    private static final byte[] MARK = "\uFEFF".getBytes(StandardCharsets.UTF_8);

    private static final char REPLACEMENT = '\uFFFD';

    private final MessageReader reader;
    private final int maxBatch;
    private final boolean commented;

    /**
     * @param maxBatch how many messages all texts together may hold
     * @param commented whether JSON in a comment is read
     */
    RequestTexts(MessageReader reader, int maxBatch, boolean commented) {
        this.reader = reader;
        this.maxBatch = maxBatch;
        this.commented = commented;
    }

    /**
     * The messages of one HTTP request.
     *
     * @param requests at least one
     * @param commented whether they came in a comment
     */
    record Incoming(List<Request> requests, boolean commented) {}

    /** @throws HttpRefusal if it cannot be read */
    Incoming ofBody(byte[] body, ContentType type) {
        if (body.length == 0) {
            throw HttpRefusal.noMessage();
        }
        // Scripts that do not set a content type send plain JSON under the name of a form.
        boolean form = type.form() && !looksLikeJson(body);
        return of(form ? fields(body, MESSAGE) : List.of(body), type.charset());
    }

    /**
     * @param query the query as it came, not decoded
     * @param max how many bytes the messages may have, decoded
     * @throws HttpRefusal if it cannot be read
     */
    Incoming ofQuery(String query, int max) {
        List<byte[]> texts = fields(query.getBytes(StandardCharsets.UTF_8), MESSAGE);
        if (texts.stream().mapToLong(text -> text.length).sum() > max) {
            throw HttpRefusal.tooLarge(max);
        }
        return of(texts, StandardCharsets.UTF_8);
    }

    /** @throws HttpRefusal if it cannot be read */
    Incoming of(List<byte[]> texts, Charset charset) {
        if (texts.isEmpty()) {
            throw HttpRefusal.noMessage();
        }
        try {
            List<Request> requests = new ArrayList<>(1);
            boolean anyCommented = false;
            for (byte[] bytes : texts) {
                String text = JsonText.withoutByteOrderMark(decode(bytes, charset));
                String json = commented ? CommentedJson.unwrap(text) : text;
                anyCommented |= json.length() != text.length();
                requests.addAll(reader.read(json));
                if (requests.size() > maxBatch) {
                    throw new BatchTooLargeException(maxBatch);
                }
            }
            return new Incoming(List.copyOf(requests), anyCommented);
        } catch (MalformedJsonException e) {
            throw HttpRefusal.of(400, String.valueOf(e.getMessage()));
        } catch (BatchTooLargeException e) {
            throw HttpRefusal.of(413, String.valueOf(e.getMessage()));
        }
    }

    /** @throws HttpRefusal 400 if a field of that name is not encoded as it should be */
    static List<byte[]> fields(byte[] encoded, byte[] name) {
        try {
            return FormFields.values(encoded, name);
        } catch (MalformedFieldException malformed) {
            throw HttpRefusal.malformedForm();
        }
    }

    private static boolean looksLikeJson(byte[] body) {
        for (int i = startsWithMark(body) ? MARK.length : 0; i < body.length; i++) {
            switch (body[i]) {
                case ' ', '\t', '\r', '\n' -> {}
                case '[', '{', '/' -> {
                    return true;
                }
                default -> {
                    return false;
                }
            }
        }
        return false;
    }

    private static boolean startsWithMark(byte[] body) {
        return body.length >= MARK.length && Arrays.equals(body, 0, MARK.length, MARK, 0, MARK.length);
    }

    private static String decode(byte[] bytes, Charset charset) {
        if (charset.equals(StandardCharsets.UTF_8)) {
            // Much faster, but puts a replacement where something is wrong; one that was sent itself is rare.
            String text = new String(bytes, StandardCharsets.UTF_8);
            if (text.indexOf(REPLACEMENT) < 0) {
                return text;
            }
        }
        try {
            return charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException invalid) {
            throw HttpRefusal.notText();
        }
    }
}
