package dev.halley.filter;

/**
 * Turns {@code <} and {@code >} into entities in every string, so that a page that forgets to escape shows them as text.
 *
 * <p>Thread-safety: stateless.
 *
 * @since 0.1.0
 */
public final class NoMarkupFilter extends JsonVisitingFilter {

    @Override
    protected Object string(String value) {
        return value.replace("<", "&lt;").replace(">", "&gt;");
    }
}
