package dev.halley.core.request;

import dev.halley.api.Position;
import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a client that subscribes wants of the history of one channel.
 *
 * <p>Thread-safety: immutable.
 *
 * @param position what follows it; null if the client gave none
 * @param last the newest, so many at most, or where there is a position, if what follows that cannot be had; 0 for none
 */
record HistoryWish(@Nullable Position position, int last) {

    /** From now on. */
    static final HistoryWish NONE = new HistoryWish(null, 0);

    private static final long MAX_OFFSET = (1L << 53) - 1;
    private static final int MAX_DIGITS = 30;

    /** @return whether it is what comes from now on */
    boolean isNone() {
        return position == null && last == 0;
    }

    /** @return the wishes by the names of channels; null if something is not of the type that it is to be */
    static @Nullable Map<String, HistoryWish> of(@Nullable RawJson history) {
        if (history == null) {
            return Map.of();
        }
        if (!history.isObject()) {
            return null;
        }
        Map<String, HistoryWish> wishes = new LinkedHashMap<>();
        for (Map.Entry<String, RawJson> channel : JsonObjects.members(history).entrySet()) {
            HistoryWish wish = wish(channel.getValue());
            if (wish == null) {
                return null;
            }
            wishes.put(channel.getKey(), wish);
        }
        return wishes;
    }

    private static @Nullable HistoryWish wish(RawJson text) {
        if (!text.isObject()) {
            return null;
        }
        Map<String, RawJson> fields = JsonObjects.members(text);
        RawJson epoch = fields.get("epoch");
        RawJson offset = fields.get("offset");
        boolean positioned = epoch != null || offset != null;
        Position position = positioned ? position(epoch, offset) : null;
        RawJson all = fields.get("all");
        RawJson count = fields.get(positioned ? "orLast" : "last");
        boolean flag = all == null || all.equals(RawJson.TRUE) || all.equals(RawJson.FALSE);
        OptionalLong last = count == null ? OptionalLong.of(0) : number(count, 1, MAX_OFFSET);
        if (!flag || last.isEmpty() || positioned && position == null) {
            return null;
        }
        boolean everything = !positioned && RawJson.TRUE.equals(all);
        return new HistoryWish(
                position, everything ? Integer.MAX_VALUE : (int) Math.min(last.getAsLong(), Integer.MAX_VALUE));
    }

    private static @Nullable Position position(@Nullable RawJson epoch, @Nullable RawJson offset) {
        OptionalLong number = offset == null ? OptionalLong.empty() : number(offset, 0, MAX_OFFSET);
        return epoch == null || !epoch.isString() || number.isEmpty()
                ? null
                : new Position(epoch.string(), number.getAsLong());
    }

    /** @return empty if it is no integer, or out of its bounds; some clients write integers as doubles */
    private static OptionalLong number(RawJson text, long min, long max) {
        if (!text.isNumber() || text.length() > MAX_DIGITS) {
            return OptionalLong.empty();
        }
        BigDecimal number;
        try {
            number = new BigDecimal(text.text());
        } catch (NumberFormatException exponentIsTooLong) {
            return OptionalLong.empty();
        }
        boolean within =
                number.compareTo(BigDecimal.valueOf(min)) >= 0 && number.compareTo(BigDecimal.valueOf(max)) <= 0;
        return within && number.stripTrailingZeros().scale() <= 0
                ? OptionalLong.of(number.longValue())
                : OptionalLong.empty();
    }
}
