package dev.halley.history.store;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a file of the log.
 *
 * <p>Thread-safety: immutable.
 *
 * @param snapshot whether it is a snapshot; else it is a segment
 * @param number of the segment, or of the last segment that the snapshot stands for
 */
record FileName(boolean snapshot, long number) {

    /** The file beside the log that says how far it goes. */
    static final String MARK = "mark";

    private static final String TEMPORARY = ".tmp";
    private static final String ASIDE = ".damaged";
    private static final Pattern NAME = Pattern.compile("(segment|snapshot)-([0-9]{16})");

    static FileName segment(long number) {
        return new FileName(false, number);
    }

    static FileName snapshot(long number) {
        return new FileName(true, number);
    }

    /** @return null for a file that is none of the log */
    static @Nullable FileName parse(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches()
                ? new FileName(matcher.group(1).equals("snapshot"), Long.parseLong(matcher.group(2)))
                : null;
    }

    /** @return whether a file of that name was left by a snapshot that was not finished */
    static boolean isTemporary(String name) {
        return name.endsWith(TEMPORARY) && parse(name.substring(0, name.length() - TEMPORARY.length())) != null;
    }

    /** @return the name of the file while it is written */
    String temporary() {
        return text() + TEMPORARY;
    }

    /** @return the name of the file when it has been put aside */
    String aside() {
        return text() + ASIDE;
    }

    String text() {
        return String.format(Locale.ROOT, "%s-%016d", snapshot ? "snapshot" : "segment", number);
    }

    @Override
    public String toString() {
        return text();
    }
}
