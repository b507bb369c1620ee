package dev.halley.demo;

import java.util.regex.Pattern;

/**
 * What somebody has typed, as it is on its way. The chat's filter turns angle brackets into entities, for pages that forget to escape;
 * so that this can be undone, the page writes {@code &amp;lt;} for {@code &lt;} that was typed, and leaves every other {@code &} alone.
 *
 * <p>Thread-safety: stateless.
 */
final class ChatText {

    private static final Pattern ENTITY = Pattern.compile("&(?:[lg]t;|amp;(?=(?:amp;)*+[lg]t;))");

    private ChatText() {}

    /** @return of how many characters what was typed is, in UTF-16 */
    static int length(String text) {
        return ENTITY.matcher(text).replaceAll("-").length();
    }

    /** @return the text as the filter leaves it */
    static String withoutMarkup(String text) {
        return text.replace("<", "&lt;").replace(">", "&gt;");
    }
}
