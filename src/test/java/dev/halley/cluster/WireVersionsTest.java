package dev.halley.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.jgroups.util.ExtendedUUID;
import org.junit.jupiter.api.Test;

class WireVersionsTest {

    @Test
    void nodesUnderstandEachOtherWhereThereIsAVersionThatBothSpeak() {
        WireVersions second = new WireVersions(1, 2);

        assertThat(second.overlap(second)).isTrue();
        assertThat(second.overlap(new WireVersions(2, 3))).isTrue();
        assertThat(new WireVersions(2, 3).overlap(second)).isTrue();
        assertThat(second.overlap(new WireVersions(3, 4))).isFalse();
        assertThat(new WireVersions(3, 4).overlap(second)).isFalse();
    }

    @Test
    void versionsAreFromOneTo255AndTheOldestIsNotBehindTheNewest() {
        assertThat(new WireVersions(1, 255)).hasToString("versions 1 to 255");
        assertThat(new WireVersions(7, 7)).hasToString("version 7");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WireVersions(0, 1))
                .withMessageContaining("not 0 to 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WireVersions(1, 256))
                .withMessageContaining("not 1 to 256");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WireVersions(2, 1))
                .withMessageContaining("not 2 to 1");
    }

    @Test
    void addressSaysTheVersions() {
        WireVersions many = new WireVersions(2, 255);

        assertThat(NodeAddress.versions(NodeAddress.random("a", many))).isEqualTo(many);
        assertThat(NodeAddress.versions(ExtendedUUID.randomUUID("a"))).isEqualTo(new WireVersions(1, 1));
    }
}
