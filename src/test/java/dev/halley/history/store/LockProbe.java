package dev.halley.history.store;

import dev.halley.testing.ShortJvm;
import java.nio.file.Path;
import java.util.List;

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
        List<String> command = ShortJvm.command();
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), LockProbe.class.getName(), directory.toString()));
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
