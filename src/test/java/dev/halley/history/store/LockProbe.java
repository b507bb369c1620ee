package dev.halley.history.store;

import java.nio.file.Path;

/**
 * A process that tries to use a directory. Its exit code says whether it could.
 *
 * <p>Thread-safety: a program.
 */
final class LockProbe {

    static final int REFUSED = 3;

    private LockProbe() {}

    public static void main(String[] args) throws Exception {
        try {
            DiskDirectory.lock(Path.of(args[0])).close();
        } catch (HistoryStoreException refused) {
            System.exit(REFUSED);
        }
    }

    /** @return the exit code of another process that tries it */
    static int run(Path directory) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockProbe.class.getName(),
                        directory.toString())
                .inheritIO()
                .start()
                .waitFor();
    }
}
