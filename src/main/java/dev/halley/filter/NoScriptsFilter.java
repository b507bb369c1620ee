package dev.halley.filter;

import java.util.regex.Pattern;

/**
 * Turns {@code script} elements into {@code span} elements in every string, so that other markup stays.
 *
 * <p>It is no protection against hostile markup, which has many more ways to run a script: {@link NoMarkupFilter} is.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public final class NoScriptsFilter extends JsonVisitingFilter {

    private static final Pattern TAG = Pattern.compile("<(\\s*/?\\s*)script\\b", Pattern.CASE_INSENSITIVE);

    @Override
    protected Object string(String value) {
        return TAG.matcher(value).replaceAll("<$1span");
    }
}
