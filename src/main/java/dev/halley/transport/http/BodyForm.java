package dev.halley.transport.http;

import dev.halley.json.CommentedJson;
import dev.halley.json.JsonText;
import dev.halley.protocol.Encoded;
import dev.halley.spi.Batch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How messages become the body of a response.
 *
 * <p>Thread-safety: implementations are immutable.
 */
sealed interface BodyForm {

    BodyForm JSON = new Json();
    BodyForm COMMENTED = new Commented();
    BodyForm NO_STREAM = new NoStream();

    String contentType();

    /** @return the status of a response with messages, but those that say that there are no new sessions here */
    default int status() {
        return 200;
    }

    /** @return what is to be written one after the other; arrays may be shared: they are not to be changed */
    List<byte[]> encode(Batch batch);

    /** Plain JSON, put together from the bytes that all subscribers share. */
    record Json() implements BodyForm {

        /** Up to this size one write of a copy is cheaper than many writes of the shared arrays. */
        private static final int MERGED = 16_384;

        private static final byte[] OPEN = {'['};
        private static final byte[] COMMA = {','};
        private static final byte[] CLOSE = {']'};

        @Override
        public String contentType() {
            return "application/json;charset=UTF-8";
        }

        @Override
        public List<byte[]> encode(Batch batch) {
            if (batch.length() <= MERGED || batch.messages().isEmpty()) {
                return List.of(batch.utf8());
            }
            List<byte[]> pieces = new ArrayList<>(2 * batch.messages().size() + 1);
            for (Encoded message : batch.messages()) {
                pieces.add(pieces.isEmpty() ? OPEN : COMMA);
                pieces.add(message.utf8());
            }
            pieces.add(CLOSE);
            return pieces;
        }
    }

    /**
     * Says why a GET gets no stream. Browsers look at the status alone, and do not ask again.
     */
    record NoStream() implements BodyForm {

        @Override
        public String contentType() {
            return JSON.contentType();
        }

        @Override
        public int status() {
            return 404;
        }

        @Override
        public List<byte[]> encode(Batch batch) {
            return JSON.encode(batch);
        }
    }

    /** JSON in a comment, for clients of 2008 that ask for it. */
    record Commented() implements BodyForm {

        @Override
        public String contentType() {
            return "text/json-comment-filtered;charset=UTF-8";
        }

        @Override
        public List<byte[]> encode(Batch batch) {
            return List.of(CommentedJson.wrap(batch.text()).getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * A script that calls a function with the messages. The empty comment before it keeps the callback's name from being
     * the first bytes of the response, where some plug-ins took it for a file of theirs.
     */
    record Script(String callback) implements BodyForm {

        private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._\\-]+");

        /** @throws HttpRefusal 400 if the name is not one, or too long */
        static Script of(String callback, int maxLength) {
            if (callback.length() > maxLength || !NAME.matcher(callback).matches()) {
                throw HttpRefusal.of(
                        400,
                        "A callback's name consists of at most " + maxLength
                                + " letters, digits, dots, hyphens and underscores.");
            }
            return new Script(callback);
        }

        @Override
        public String contentType() {
            return "text/javascript;charset=UTF-8";
        }

        @Override
        public List<byte[]> encode(Batch batch) {
            String script = "/**/" + callback + "(" + JsonText.scriptSafe(batch.text()) + ");";
            return List.of(script.getBytes(StandardCharsets.UTF_8));
        }
    }
}
