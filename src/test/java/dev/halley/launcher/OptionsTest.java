package dev.halley.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

    @Test
    void waitsLongerThanBalancersAndTakesLargeHeadersWhenNothingIsSaid() throws UsageException {
        assertThat(parse().idleTimeout()).isEqualTo(75);
        assertThat(parse().requestHeaderSize()).isEqualTo(32_768);
        assertThat(parse().tls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 86_400})
    void takesIdleTimeouts(int seconds) throws UsageException {
        assertThat(parse("--idle-timeout", "" + seconds).idleTimeout()).isEqualTo(seconds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "86401", "75s", "-1", "", "99999999999"})
    void refusesWhatIsNoIdleTimeout(String text) {
        assertThatThrownBy(() -> parse("--idle-timeout", text))
                .isInstanceOf(UsageException.class)
                .hasMessage("--idle-timeout must be a number of seconds from 1 to 86400, not \"" + text + "\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 1_048_576})
    void takesHeaderSizes(int bytes) throws UsageException {
        assertThat(parse("--request-header-size", "" + bytes).requestHeaderSize())
                .isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1023", "1048577", "32k", "-1", ""})
    void refusesWhatIsNoHeaderSize(String text) {
        assertThatThrownBy(() -> parse("--request-header-size", text))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "--request-header-size must be a number of bytes from 1024 to 1048576, not \"" + text + "\"");
    }

    @Test
    void takesTheKeyStoresPasswordFromTheOptionElseFromTheEnvironment(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("key.p12"));
        Map<String, String> environment = Map.of("HALLEY_LAUNCHER_TLS_PASSWORD", "hidden");
        List<String> keystore = List.of("--tls-keystore", file.toString());
        assertThat(Options.parse(keystore, environment).tls()).contains(new Options.Tls(file, "hidden"));
        assertThat(Options.parse(List.of("--tls-keystore=" + file, "--tls-password=shown"), environment)
                        .tls())
                .contains(new Options.Tls(file, "shown"));
        assertThatThrownBy(() -> Options.parse(keystore, Map.of()))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("--tls-keystore needs the file's password");
    }

    @Test
    void refusesAKeyStoreThatIsNoFileAndAPasswordForNone(@TempDir Path folder) {
        assertThatThrownBy(() -> parse("--tls-keystore", folder.toString(), "--tls-password", "x"))
                .isInstanceOf(UsageException.class)
                .hasMessage("--tls-keystore must be a file in the format PKCS#12, not \"" + folder + "\"");
        assertThatThrownBy(() -> parse("--tls-password", "x"))
                .isInstanceOf(UsageException.class)
                .hasMessage("--tls-password needs --tls-keystore beside it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--port",
                "--host",
                "--context-path",
                "--idle-timeout",
                "--request-header-size",
                "--tls-keystore",
                "--tls-password",
                "--make-cluster-keystore"
            })
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
                .contains(
                        "--idle-timeout",
                        "--request-header-size",
                        "--tls-keystore",
                        "--tls-password",
                        "--make-cluster-keystore")
                .contains("HALLEY_LAUNCHER_TLS_PASSWORD", "75", "32768")
                .contains("--port", "--host", "--context-path", "-Dhalley.", "--help", "8080", "127.0.0.1");
    }

    private static Options parse(String... args) throws UsageException {
        return Options.parse(List.of(args), Map.of());
    }
}
