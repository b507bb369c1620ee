package dev.halley.json;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.JsonWriter;
import jakarta.json.JsonWriterFactory;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonGeneratorFactory;
import jakarta.json.stream.JsonLocation;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The JSON-P provider that JSON-B reads by: a number that is no {@code int} or {@code long} is refused where one is wanted, not cut to
 * the size of one. All else is Parsson, whose own class a module cannot extend.
 *
 * <p>Thread-safety: immutable.
 */
final class ExactNumbers extends JsonProvider {

    private static final JsonProvider PARSSON = Parsson.PROVIDER;

    @Override
    public JsonParser createParser(Reader reader) {
        return new Exact(PARSSON.createParser(reader));
    }

    @Override
    public JsonParser createParser(InputStream in) {
        return PARSSON.createParser(in);
    }

    @Override
    public JsonParserFactory createParserFactory(Map<String, ?> config) {
        return PARSSON.createParserFactory(config);
    }

    @Override
    public JsonGenerator createGenerator(Writer writer) {
        return PARSSON.createGenerator(writer);
    }

    @Override
    public JsonGenerator createGenerator(OutputStream out) {
        return PARSSON.createGenerator(out);
    }

    @Override
    public JsonGeneratorFactory createGeneratorFactory(Map<String, ?> config) {
        return PARSSON.createGeneratorFactory(config);
    }

    @Override
    public JsonReader createReader(Reader reader) {
        return PARSSON.createReader(reader);
    }

    @Override
    public JsonReader createReader(InputStream in) {
        return PARSSON.createReader(in);
    }

    @Override
    public JsonWriter createWriter(Writer writer) {
        return PARSSON.createWriter(writer);
    }

    @Override
    public JsonWriter createWriter(OutputStream out) {
        return PARSSON.createWriter(out);
    }

    @Override
    public JsonWriterFactory createWriterFactory(Map<String, ?> config) {
        return PARSSON.createWriterFactory(config);
    }

    @Override
    public JsonReaderFactory createReaderFactory(Map<String, ?> config) {
        return PARSSON.createReaderFactory(config);
    }

    @Override
    public JsonObjectBuilder createObjectBuilder() {
        return PARSSON.createObjectBuilder();
    }

    @Override
    public JsonObjectBuilder createObjectBuilder(JsonObject object) {
        return PARSSON.createObjectBuilder(object);
    }

    @Override
    public JsonObjectBuilder createObjectBuilder(Map<String, ?> map) {
        return PARSSON.createObjectBuilder(map);
    }

    @Override
    public JsonArrayBuilder createArrayBuilder() {
        return PARSSON.createArrayBuilder();
    }

    @Override
    public JsonArrayBuilder createArrayBuilder(JsonArray array) {
        return PARSSON.createArrayBuilder(array);
    }

    @Override
    public JsonArrayBuilder createArrayBuilder(Collection<?> collection) {
        return PARSSON.createArrayBuilder(collection);
    }

    @Override
    public JsonBuilderFactory createBuilderFactory(Map<String, ?> config) {
        return PARSSON.createBuilderFactory(config);
    }

    @Override
    public JsonString createValue(String value) {
        return PARSSON.createValue(value);
    }

    @Override
    public JsonNumber createValue(int value) {
        return PARSSON.createValue(value);
    }

    @Override
    public JsonNumber createValue(long value) {
        return PARSSON.createValue(value);
    }

    @Override
    public JsonNumber createValue(double value) {
        return PARSSON.createValue(value);
    }

    @Override
    public JsonNumber createValue(BigDecimal value) {
        return PARSSON.createValue(value);
    }

    @Override
    public JsonNumber createValue(BigInteger value) {
        return PARSSON.createValue(value);
    }

    @Override
    public JsonNumber createValue(Number value) {
        return PARSSON.createValue(value);
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
