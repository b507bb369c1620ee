package dev.halley.json;

import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParsingException;
import java.io.StringReader;
import org.jspecify.annotations.Nullable;

/**
 * Walks through a JSON text once, strictly, and cuts values out of it without parsing them into a tree.
 *
 * <p>One level at a time: {@link #next()} goes to the next element or member of the current container, {@link #enter()}
 * goes into the value, {@link #slice()} takes it whole. Every character is validated, also of values that are passed
 * over; but the text is only known to be well-formed once {@link #finish()} has returned.
 *
 * <p>Thread-safety: confined to the thread that reads.
 */
public final class JsonSlicer implements AutoCloseable {

    private final String text;
    private final int maxDepth;
    private final JsonParser parser;
    private int uncounted;
    private int depth;
    private int start;
    private JsonParser.@Nullable Event value;
    private String key = "";

    /**
     * @param text what to read
     * @param maxDepth how many arrays and objects may be open at once, from 0 to {@value RawJson#MAX_DEPTH}
     * @throws IllegalArgumentException if {@code maxDepth} is out of its range
     * @throws MalformedJsonException if the text has a surrogate without its other half
     */
    public JsonSlicer(String text, int maxDepth) {
        if (maxDepth < 0 || maxDepth > RawJson.MAX_DEPTH) {
            throw new IllegalArgumentException(
                    "maxDepth must be from 0 to " + RawJson.MAX_DEPTH + ", not " + maxDepth + ".");
        }
        this.text = text;
        this.maxDepth = maxDepth;
        int lone = Surrogates.firstLone(text);
        if (lone >= 0) {
            throw malformed("A surrogate stands without its other half", lone);
        }
        this.parser = Parsson.PARSERS.createParser(new StringReader(text));
    }

    /** @param levels of arrays and objects around the values that the limit is meant for */
    public void leaveUncounted(int levels) {
        uncounted = levels;
    }

    /**
     * Goes to the next element or member of the current container, or to the top value; what was not read of the
     * current value is passed over.
     *
     * @return false when the container has ended; then the position is behind it, in the container around it
     * @throws MalformedJsonException if the text is not JSON, or too deep
     */
    public boolean next() {
        if (value != null) {
            passOver();
        }
        int from = offset();
        JsonParser.Event event = advance();
        if (event == JsonParser.Event.END_OBJECT || event == JsonParser.Event.END_ARRAY) {
            return false;
        }
        key = "";
        if (event == JsonParser.Event.KEY_NAME) {
            key = parser.getString();
            from = offset();
            event = advance();
        }
        start = afterSeparators(from);
        value = event;
        return true;
    }

    /** @return the name of the current member; empty in an array */
    public String key() {
        return key;
    }

    /** @return whether the current value is an object */
    public boolean atObject() {
        return value == JsonParser.Event.START_OBJECT;
    }

    /** @return whether the current value is an array */
    public boolean atArray() {
        return value == JsonParser.Event.START_ARRAY;
    }

    /**
     * Goes into the current value, so that {@link #next()} gives its first element or member.
     *
     * @throws IllegalStateException if the current value is neither an object nor an array
     */
    public void enter() {
        if (!atObject() && !atArray()) {
            throw new IllegalStateException("Only an object or an array can be entered.");
        }
        value = null;
    }

    /**
     * Takes the current value, verbatim. The slice is a copy of its own characters: it does not keep the whole text
     * alive, as {@link String#substring} copies.
     *
     * @throws IllegalStateException if there is no current value, or it was taken already
     * @throws MalformedJsonException if the value is not JSON, or too deep
     */
    public RawJson slice() {
        if (value == null) {
            throw new IllegalStateException("There is no value here, or it was taken already.");
        }
        boolean number = value == JsonParser.Event.VALUE_NUMBER;
        passOver();
        // Behind a number that ends with the text the parser counts wrongly.
        int end = number ? LongNumbers.end(text, start) : offset();
        return RawJson.ofValid(text.substring(start, end));
    }

    /**
     * Insists that nothing but white space follows.
     *
     * @throws MalformedJsonException if something does
     */
    public void finish() {
        boolean more;
        try {
            more = parser.hasNext();
        } catch (JsonParsingException e) {
            throw malformed(e);
        }
        if (more) {
            throw malformed("Something follows the end of the value", offset());
        }
    }

    /** @return an exception that tells the reason and where the current value starts */
    public MalformedJsonException malformed(String reason) {
        return malformed(reason, start);
    }

    @Override
    public void close() {
        parser.close();
    }

    /** Goes behind the current value. The parser's own way of skipping does not validate, hence the loop. */
    private void passOver() {
        if (atObject() || atArray()) {
            int outside = depth - 1;
            while (depth > outside) {
                advance();
            }
        }
        value = null;
    }

    private JsonParser.Event advance() {
        JsonParser.Event event;
        try {
            event = parser.next();
        } catch (JsonParsingException e) {
            throw malformed(e);
        } catch (RuntimeException e) {
            // The parser has several types for a text that ends where it may not.
            throw malformed("The text is not JSON", text.length());
        }
        switch (event) {
            case START_OBJECT, START_ARRAY -> {
                if (++depth > maxDepth + uncounted) {
                    throw malformed("Arrays and objects may nest at most " + maxDepth + " deep", offset() - 1);
                }
            }
            case END_OBJECT, END_ARRAY -> depth--;
            default -> {}
        }
        return event;
    }

    /** @return how many characters the parser has consumed */
    private int offset() {
        return (int) parser.getLocation().getStreamOffset();
    }

    private int afterSeparators(int from) {
        int at = from;
        while (isSeparator(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isSeparator(char c) {
        return c == ':' || c == ',' || c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    // The parser's own message is not passed on: it quotes the input.
    private MalformedJsonException malformed(JsonParsingException e) {
        // At the end of the text it counts a few characters too many.
        return malformed("The text is not JSON", (int) Math.min(e.getLocation().getStreamOffset(), text.length()));
    }

    private MalformedJsonException malformed(String reason, int offset) {
        int line = 1;
        int lineStart = 0;
        for (int at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
            line++;
            lineStart = at + 1;
        }
        return new MalformedJsonException(reason, line, offset - lineStart + 1);
    }
}
