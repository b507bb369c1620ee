package dev.halley.history.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells one start of the machine from another. Thread-safety: has no state. */
final class Boot {

    private static final Path LINUX = Path.of("/proc/sys/kernel/random/boot_id");

    private Boot() {}

    /** @return another text after each start of the machine; empty where there is none such */
    static String id() {
        try {
            return Files.isReadable(LINUX) ? Files.readString(LINUX).strip() : "";
        } catch (IOException e) {
            return "";
        }
    }
}
