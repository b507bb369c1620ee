package dev.halley.filter;

import java.util.regex.Pattern;

/**
 * Replaces {@code script} elements by {@code span} elements in every string, and keeps other markup.
 *
 * <p>It does not protect against hostile markup, which has many other ways to run a script; {@link NoMarkupFilter}
 * does.
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
