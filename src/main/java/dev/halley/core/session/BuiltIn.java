package dev.halley.core.session;

import dev.halley.api.BayeuxExtension;
import java.util.List;

/**
 * Knows the server's own extensions: they never block, and publish nothing, so nothing has to be sent before they are called,
 * and any thread may call them. Nobody else can say so of theirs.
 *
 * <p>Thread-safety: immutable.
 */
public final class BuiltIn {

    private static final String EXTENSIONS = "dev.halley.extension";

    private BuiltIn() {}

    static boolean areAll(List<BayeuxExtension> extensions) {
        for (BayeuxExtension extension : extensions) {
            if (!isBuiltIn(extension.getClass())) {
                return false;
            }
        }
        return true;
    }

    /** @return whether the class came with this one: another one's package of that name is another package */
    private static boolean isBuiltIn(Class<?> type) {
        return type.getClassLoader() == BuiltIn.class.getClassLoader()
                && type.getPackageName().equals(EXTENSIONS);
    }
}
