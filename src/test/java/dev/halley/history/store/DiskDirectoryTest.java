package dev.halley.history.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DiskDirectoryTest {

    @TempDir
    private Path directory;

    @Test
    void refusedAttemptOfThisProcessOpensTheDirectoryToNoOtherProcess() throws Exception {
        DiskDirectory first = DiskDirectory.lock(directory);
        assertThatExceptionOfType(HistoryStoreException.class)
                .isThrownBy(() -> DiskDirectory.lock(directory))
                .withMessageContaining("in use by another server");

        assertThat(LockProbe.run(directory)).isEqualTo(LockProbe.REFUSED);

        first.close();
        assertThat(LockProbe.run(directory)).isZero();
        DiskDirectory.lock(directory).close();
    }
}
