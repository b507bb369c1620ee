package dev.halley.client;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the dates of cookies, of which there are many forms. RFC 6265, section 5.1.1.
 *
 * <p>Thread-safety: stateless.
 */
final class CookieDate {

    private static final Pattern DELIMITERS = Pattern.compile("[\\x09\\x20-\\x2F\\x3B-\\x40\\x5B-\\x60\\x7B-\\x7E]+");
    private static final Pattern TIME = Pattern.compile("(\\d{1,2}):(\\d{1,2}):(\\d{1,2})(?:\\D.*)?");
    private static final Pattern DAY = Pattern.compile("(\\d{1,2})(?:\\D.*)?");
    private static final Pattern YEAR = Pattern.compile("(\\d{2,4})(?:\\D.*)?");
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final int FIRST_YEAR = 1601;
    private static final int LAST_CENTURY = 70;
    private static final int CENTURY = 100;

    private int hour = -1;
    private int minute;
    private int second;
    private int day;
    private int month;
    private int year = -1;

    private CookieDate() {}

    /** @return milliseconds since 1970; empty if it is no date */
    static Optional<Long> millis(String text) {
        CookieDate date = new CookieDate();
        for (String token : DELIMITERS.split(text)) {
            date.take(token);
        }
        if (date.hour < 0 || date.day == 0 || date.month == 0 || date.year < FIRST_YEAR) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDateTime.of(date.year, date.month, date.day, date.hour, date.minute, date.second)
                    .toInstant(ZoneOffset.UTC)
                    .toEpochMilli());
        } catch (DateTimeException noSuchDay) {
            return Optional.empty();
        }
    }

    /** The first token that can be something is that. */
    private void take(String token) {
        Matcher time = TIME.matcher(token);
        if (hour < 0 && time.matches()) {
            hour = Integer.parseInt(time.group(1));
            minute = Integer.parseInt(time.group(2));
            second = Integer.parseInt(time.group(3));
            return;
        }
        Matcher number = DAY.matcher(token);
        if (day == 0 && number.matches()) {
            day = Integer.parseInt(number.group(1));
            return;
        }
        int named =
                token.length() < 3 ? -1 : MONTHS.indexOf(token.substring(0, 3).toLowerCase(Locale.ROOT));
        if (month == 0 && named >= 0) {
            month = named + 1;
            return;
        }
        Matcher years = YEAR.matcher(token);
        if (year < 0 && years.matches()) {
            int given = Integer.parseInt(years.group(1));
            year = given >= CENTURY ? given : given >= LAST_CENTURY ? 1900 + given : 2000 + given;
        }
    }
}
