package dev.halley.filter;

/**
 * Replaces {@code <} and {@code >} by entities in every string, so that a page that forgets to escape them shows them
 * as text.
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
