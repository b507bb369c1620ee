package dev.halley.core;

/** What user code may throw. */
final class UserCodeFaults {

    private UserCodeFaults() {}

    /** Throws one of that class, which has a constructor without parameters, checked or not. */
    static RuntimeException thrown(Class<? extends Throwable> type) {
        try {
            return sneaky(type.getConstructor().newInstance());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no such constructor", e);
        }
    }

    @SuppressWarnings("unchecked") // the compiler's rule alone is got round
    private static <T extends Throwable> RuntimeException sneaky(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
