package dev.halley.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.client.TransportType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

    private static Options parse(String line) throws UsageException {
        return Options.parse(line.isEmpty() ? List.of() : List.of(line.split(" ")));
    }

    @Test
    void defaults() throws UsageException {
        Options options = parse("http://h/cometd subscribe /chat/**");
        assertThat(options.url()).hasToString("http://h/cometd");
        assertThat(options.command()).isEqualTo(Command.Name.SUBSCRIBE);
        assertThat(options.arguments()).containsExactly("/chat/**");
        assertThat(options.transports())
                .containsExactly(TransportType.WEBSOCKET, TransportType.STREAMING, TransportType.LONG_POLLING);
        assertThat(options.timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(options.headers()).isEmpty();
        assertThat(options.ack()).isFalse();
        assertThat(options.dataOnly()).isFalse();
        assertThat(options.progress()).isFalse();
        assertThat(options.help()).isFalse();
        assertThat(options.number(Options.Count.COUNT)).isZero();
    }

    @Test
    void optionsStandAnywhereAndMayHaveAnEqualsSign() throws UsageException {
        Options options = Options.parse(List.of(
                "--ack",
                "http://h/c",
                "--transport",
                "long-polling",
                "call",
                "--timeout=5",
                "echo",
                "--header",
                "A: b: c",
                "--header=D:",
                "{\"x\": 1}",
                "--data",
                "--progress"));
        assertThat(options.command()).isEqualTo(Command.Name.CALL);
        assertThat(options.arguments()).containsExactly("echo", "{\"x\": 1}");
        assertThat(options.transports()).containsExactly(TransportType.LONG_POLLING);
        assertThat(options.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(options.headers()).isEqualTo(Map.of("A", "b: c", "D", ""));
        assertThat(options.ack()).isTrue();
        assertThat(options.dataOnly()).isTrue();
        assertThat(options.progress()).isTrue();
    }

    @Test
    void historyIsAskedForByOneOption() throws UsageException {
        assertThat(parse("http://h/c subscribe /a /b --last 50 --positions").positions())
                .isTrue();
        assertThat(parse("http://h/c subscribe /a --from k3f9:118").values()).containsEntry("--from", "k3f9:118");
        assertThat(parse("http://h/c subscribe --all /a").arguments()).containsExactly("/a");
        assertThat(parse("http://h/c presence /chat/42 --count 1").command()).isEqualTo(Command.Name.PRESENCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"publish /a", "publish /a -", "call echo -"})
    void linesOfTheInputMayBePassedOver(String line) throws UsageException {
        assertThat(parse("http://h/c " + line + " --keep-going").keepsGoing()).isTrue();
        assertThat(parse("http://h/c " + line).keepsGoing()).isFalse();
    }

    @Test
    void negativeNumbersAreJson() throws UsageException {
        assertThat(parse("http://h/c publish /a -1").arguments()).containsExactly("/a", "-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "nonsense --help"})
    void helpNeedsNothingElse(String line) throws UsageException {
        assertThat(parse(line).help()).isTrue();
    }

    @Test
    void versionNeedsNothingElse() throws UsageException {
        assertThat(parse("--version").version()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|the server's URL is missing",
                "http://h/c|the command is missing; the commands are subscribe, presence, publish, call and bench",
                "http://h/c shout|unknown command \"shout\"; the commands are subscribe, presence, publish, call and bench",
                "http://h/c subscribe|subscribe takes at least one channel, not []",
                "http://h/c presence|presence takes one channel, not []",
                "http://h/c presence a b|presence takes one channel, not [a, b]",
                "http://h/c presence /a --last=1|--last is not an option of presence",
                "http://h/c subscribe /a --last=0|--last must be a number from 1 to 2147483647, not \"0\"",
                "http://h/c subscribe /a --last=1 --all|give only one of --last, --all and --from, not --last and --all",
                "http://h/c subscribe /a --from=118|--from must be a position like k3f9:118, not \"118\"",
                "http://h/c subscribe /a /b --from=a:1|--from is a position on one channel, not on [/a, /b]",
                "http://h/c bench --positions|--positions is not an option of bench",
                "http://h/c publish|publish takes a channel and at most one JSON value, not []",
                "http://h/c publish a b c|publish takes a channel and at most one JSON value, not [a, b, c]",
                "http://h/c call|call takes a target and at most one JSON value, not []",
                "http://h/c bench a|bench takes no arguments, not [a]",
                "http://h/c bench --loud|unknown option \"--loud\"",
                "http://h/c bench --ack=yes|unknown option \"--ack=yes\"",
                "http://h/c bench --count=1|--count is not an option of bench",
                "http://h/c subscribe /a --clients=1|--clients is not an option of subscribe",
                "http://h/c bench --timeout|--timeout needs a value",
                "http://h/c bench --timeout=0|--timeout must be a number from 1 to 86400, not \"0\"",
                "http://h/c bench --timeout=86401|--timeout must be a number from 1 to 86400, not \"86401\"",
                "http://h/c bench --timeout=x|--timeout must be a number from 1 to 86400, not \"x\"",
                "http://h/c bench --clients=0|--clients must be a number from 1 to 100000, not \"0\"",
                "http://h/c bench --in-flight=10001|--in-flight must be a number from 1 to 10000, not \"10001\"",
                "http://h/c bench --clients=1000 --messages=3000000|--clients times --messages must be at most"
                        + " 2147483647, not 3000000000",
                "http://h/c bench --header=x|--header must be like \"Name: value\", not \"x\"",
                "http://h/c bench --transport=fax|--transport must be one or more of websocket,streaming,long-polling, each once,"
                        + " not \"fax\"",
                "http://h/c bench --transport=websocket,websocket|--transport must be one or more of"
                        + " websocket,streaming,long-polling, each once, not \"websocket,websocket\"",
                "http://h/c publish /a 1 --keep-going|--keep-going is for lines of the standard input, not for a JSON argument",
                "http://h/c call echo --keep-going|--keep-going is for lines of the standard input, not for a JSON argument",
                "http://h/c subscribe /a --keep-going|--keep-going is not an option of subscribe",
                "http://[ bench|the URL must be like http://localhost:8080/cometd, not \"http://[\"",
            })
    void saysWhatIsWrongAndWhatIsAllowed(String line, String sentence) {
        assertThatThrownBy(() -> parse(line)).isInstanceOf(UsageException.class).hasMessage(sentence);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--timeout=1", "--timeout=86400", "--clients=100000 --messages=1", "--size=0", "--size=1000000"})
    void limitsThemselvesAreAllowed(String option) throws UsageException {
        assertThat(parse("http://h/c bench " + option).command()).isEqualTo(Command.Name.BENCH);
    }

    @Test
    void helpNamesEachCommandAndOption() {
        for (Command.Name name : Command.Name.values()) {
            assertThat(Help.TEXT).contains("  " + name.name().toLowerCase(java.util.Locale.ROOT) + " ");
        }
        for (String option : Options.names()) {
            assertThat(Help.TEXT).contains("  " + option + " ");
        }
    }
}
