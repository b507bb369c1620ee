package dev.halley.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

    @Test
    void listensOnThisMachineOnlyWhenNothingIsSaid() throws UsageException {
        Options options = parse();
        assertThat(options.host()).isEqualTo("127.0.0.1");
        assertThat(options.port()).isEqualTo(8080);
        assertThat(options.contextPath()).isEqualTo("/");
        assertThat(options.settings()).isEmpty();
        assertThat(options.help()).isFalse();
    }

    @Test
    void takesTheValueAfterTheOptionOrAfterAnEqualsSign() throws UsageException {
        assertThat(parse("--port", "8081", "--host", "::1", "--context-path", "/a/b"))
                .isEqualTo(parse("--port=8081", "--host=::1", "--context-path=/a/b"))
                .extracting(Options::port, Options::host, Options::contextPath)
                .containsExactly(8081, "::1", "/a/b");
    }

    @Test
    void countsTheLastOfAnOptionGivenTwice() throws UsageException {
        assertThat(parse("--port", "1", "--port", "2").port()).isEqualTo(2);
    }

    @Test
    void takesSettingsOfHalley() throws UsageException {
        assertThat(parse("-Dhalley.timeout=5000", "-Dhalley.filters=", "-Dhalley.allowedOrigins=http://a?b=c")
                        .settings())
                .containsEntry("halley.timeout", "5000")
                .containsEntry("halley.filters", "")
                .containsEntry("halley.allowedOrigins", "http://a?b=c");
    }

    @Test
    void asksForHelp() throws UsageException {
        assertThat(parse("--help").help()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535})
    void takesEveryPort(int port) throws UsageException {
        assertThat(parse("--port", Integer.toString(port)).port()).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "65536", "99999", "100000", "80a", "", " 80", "8.0", "\u0663"})
    void refusesWhatIsNoPort(String port) {
        assertThatThrownBy(() -> parse("--port", port))
                .isInstanceOf(UsageException.class)
                .hasMessage("--port must be a number from 0 to 65535, not \"" + port + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/chat", "/a/b", "/a-b_c~d.e"})
    void takesContextPaths(String path) throws UsageException {
        assertThat(parse("--context-path", path).contextPath()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "chat", "/chat/", "//", "/a//b", "/..", "/a b", "/a?b", "/a%20b", "/.hidden"})
    void refusesWhatIsNoContextPath(String path) {
        assertThatThrownBy(() -> parse("--context-path", path))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("--context-path must be / or a path like /chat")
                .hasMessageEndingWith("not \"" + path + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "--port"})
    void refusesWhatIsNoHost(String host) {
        assertThatThrownBy(() -> parse("--host", host))
                .isInstanceOf(UsageException.class)
                .hasMessage("--host must be a host name or an address, not \"" + host + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--port", "--host", "--context-path"})
    void refusesAnOptionWithoutItsValue(String option) {
        assertThatThrownBy(() -> parse(option))
                .isInstanceOf(UsageException.class)
                .hasMessage(option + " needs a value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--prot", "8080", "-h", "-Dother=1", "-Dhalley.timeout", "-Dhalley.=1", "", "--help=yes"})
    void refusesWhatItDoesNotKnowAndNamesWhatItKnows(String arg) {
        assertThatThrownBy(() -> parse(arg))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("unknown option \"" + arg + "\"; allowed are --port, --host, --context-path");
    }

    @Test
    void explainsEveryOption() {
        assertThat(Options.HELP)
                .contains("--port", "--host", "--context-path", "-Dhalley.", "--help", "8080", "127.0.0.1");
    }

    private static Options parse(String... args) throws UsageException {
        return Options.parse(List.of(args));
    }
}
