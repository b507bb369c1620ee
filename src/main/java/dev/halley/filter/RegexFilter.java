package dev.halley.filter;

import dev.halley.json.RawJson;
import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Replaces matches of regular expressions in every string. Its configuration is an array of pairs {@code [expression,
 * replacement]}, which are applied in order. If the replacement is {@code null}, a string that matches as a whole
 * deletes the message.
 *
 * <p>Thread-safety: thread-safe after {@link #init}.
 *
 * @since 0.1.0
 */
public final class RegexFilter extends JsonVisitingFilter {

    private static final String TAKES =
            "A RegexFilter takes an array of pairs, each a regular expression and its replacement, a string or null";

    private volatile List<Rule> rules = List.of();

    private record Rule(Pattern pattern, @Nullable String replacement) {}

    @Override
    public void init(RawJson init) {
        if (!(init.value() instanceof JsonArray pairs)) {
            throw new IllegalArgumentException(TAKES + "; this is no array.");
        }
        List<Rule> read = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            read.add(rule(i + 1, pairs.get(i)));
        }
        rules = List.copyOf(read);
    }

    private static Rule rule(int number, JsonValue value) {
        boolean isPair = value instanceof JsonArray pair
                && pair.size() == 2
                && pair.get(0) instanceof JsonString
                && (pair.get(1) instanceof JsonString || pair.get(1) == JsonValue.NULL);
        if (!isPair) {
            throw new IllegalArgumentException(TAKES + "; number " + number + " is none.");
        }
        JsonArray pair = value.asJsonArray();
        String replacement = pair.isNull(1) ? null : pair.getString(1);
        try {
            Pattern pattern = Pattern.compile(pair.getString(0));
            if (replacement != null && !fits(replacement, pattern)) {
                throw new IllegalArgumentException(TAKES + "; the replacement of number " + number
                        + " names a group that" + " the expression does not have, or ends in the middle of something.");
            }
            return new Rule(pattern, replacement);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    TAKES + "; the expression of number " + number + " is wrong: " + e.getDescription() + ".", e);
        }
    }

    /**
     * Checks a replacement at set-up, not at the first match: it uses the same groups in an expression that matches the
     * empty string.
     */
    private static boolean fits(String replacement, Pattern pattern) {
        try {
            Pattern.compile("(?:" + pattern.pattern() + ")|").matcher("").replaceAll(replacement);
            return true;
        } catch (PatternSyntaxException odd) {
            // An expression that cannot stand in another, such as one that ends in a comment.
            return true;
        } catch (IllegalArgumentException | IndexOutOfBoundsException wrong) {
            return false;
        }
    }

    @Override
    protected Object string(String value) {
        String result = value;
        for (Rule rule : rules) {
            if (rule.replacement() != null) {
                result = rule.pattern().matcher(result).replaceAll(rule.replacement());
            } else if (rule.pattern().matcher(result).matches()) {
                throw new Deleted();
            }
        }
        return result;
    }
}
