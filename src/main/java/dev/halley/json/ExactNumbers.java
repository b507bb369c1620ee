package dev.halley.json;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonLocation;
import jakarta.json.stream.JsonParser;
import java.io.Reader;
import java.math.BigDecimal;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.parsson.JsonProviderImpl;

/**
 * The JSON-P provider that JSON-B reads by: a number that is no {@code int} or {@code long} is refused where one is wanted, not cut to
 * the size of one.
 *
 * <p>Thread-safety: immutable.
 */
final class ExactNumbers extends JsonProviderImpl {

    @Override
    public JsonParser createParser(Reader reader) {
        return new Exact(super.createParser(reader));
    }

    /**
     * A parser whose numbers are what the text says.
     *
     * <p>Thread-safety: confined to who parses.
     */
    private record Exact(JsonParser parser) implements JsonParser {

        @Override
        public int getInt() {
            try {
                return parser.getBigDecimal().intValueExact();
            } catch (ArithmeticException e) {
                throw new NumberFormatException("The number is no int.");
            }
        }

        @Override
        public long getLong() {
            try {
                return parser.getBigDecimal().longValueExact();
            } catch (ArithmeticException e) {
                throw new NumberFormatException("The number is no long.");
            }
        }

        @Override
        public BigDecimal getBigDecimal() {
            return parser.getBigDecimal();
        }

        @Override
        public boolean hasNext() {
            return parser.hasNext();
        }

        @Override
        public Event next() {
            return parser.next();
        }

        @Override
        public Event currentEvent() {
            return parser.currentEvent();
        }

        @Override
        public String getString() {
            return parser.getString();
        }

        @Override
        public boolean isIntegralNumber() {
            return parser.isIntegralNumber();
        }

        @Override
        public JsonLocation getLocation() {
            return parser.getLocation();
        }

        @Override
        public JsonObject getObject() {
            return parser.getObject();
        }

        @Override
        public JsonValue getValue() {
            return parser.getValue();
        }

        @Override
        public JsonArray getArray() {
            return parser.getArray();
        }

        @Override
        public Stream<JsonValue> getArrayStream() {
            return parser.getArrayStream();
        }

        @Override
        public Stream<Map.Entry<String, JsonValue>> getObjectStream() {
            return parser.getObjectStream();
        }

        @Override
        public Stream<JsonValue> getValueStream() {
            return parser.getValueStream();
        }

        @Override
        public void skipArray() {
            parser.skipArray();
        }

        @Override
        public void skipObject() {
            parser.skipObject();
        }

        @Override
        public void close() {
            parser.close();
        }
    }
}
