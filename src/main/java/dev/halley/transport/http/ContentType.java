package dev.halley.transport.http;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request says about its body. Only two things matter: whether it is a form, and its charset.
 *
 * <p>Thread-safety: immutable.
 *
 * @param form whether it is {@code application/x-www-form-urlencoded}
 * @param charset UTF-8 when nothing is said
 */
record ContentType(boolean form, Charset charset) {

    private static final Pattern CHARSET =
            Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\\s;\",]*)\"?", Pattern.CASE_INSENSITIVE);

    /** What nearly all clients say. */
    private static final String USUAL = "application/json;charset=UTF-8";

    private static final ContentType JSON = new ContentType(false, StandardCharsets.UTF_8);

    /**
     * @param header the {@code Content-Type} header, null when there is none
     * @throws HttpRefusal 415 if the charset is not known
     */
    static ContentType parse(@Nullable String header) {
        if (header == null || header.equalsIgnoreCase(USUAL)) {
            return JSON;
        }
        Matcher matcher = CHARSET.matcher(header);
        Charset charset = matcher.find() ? charset(matcher.group(1)) : StandardCharsets.UTF_8;
        String type = header.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
        return new ContentType(type.equals("application/x-www-form-urlencoded"), charset);
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException unknownOrNoName) {
            throw HttpRefusal.unknownCharset();
        }
    }
}
