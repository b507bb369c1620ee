package dev.halley.benchmark;

import java.util.Locale;

/**
 * Tables in Markdown, one below the other.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class MarkdownTables {

    private final StringBuilder out = new StringBuilder();

    /** Adds a paragraph below the table. */
    void paragraph(String text) {
        out.append('\n').append(text).append('\n');
    }

    /**
     * Begins a table.
     *
     * @param head its first line
     * @param rule the line below
     */
    void heading(String title, String head, String rule) {
        out.append(out.isEmpty() ? "" : "\n").append(title).append("\n\n");
        out.append(head).append('\n').append(rule).append('\n');
    }

    void row(String... cells) {
        out.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    static String number(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
