package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which transport is used after which failures, as a table; the rule is in docs/transport-fallback.md. */
class TransportChoiceTest {

    private final TransportChoice choice =
            new TransportChoice(List.of(TransportType.WEBSOCKET, TransportType.LONG_POLLING));

    /**
     * From the start: what happens, one after the other, and then the transport in use, whether the last failure is
     * followed by an attempt at once, and whether the preferred one is worth a probe.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            unreachable                                          | websocket    | later | -
            unreachable unreachable unreachable unreachable      | websocket    | later | -
            unavailable unavailable                              | websocket    | later | -
            unavailable unavailable unavailable                  | long-polling | once  | -
            unavailable unavailable unavailable unavailable      | websocket    | later | -
            unavailable unavailable unavailable worked           | long-polling | -     | probe
            unfit unavailable                                    | websocket    | later | -
            unfit worked unavailable unavailable                 | long-polling | later | probe
            unfit                                                | long-polling | once  | -
            unfit unreachable                                    | websocket    | later | -
            unfit unfit                                          | websocket    | later | -
            unfit unfit unfit                                    | long-polling | once  | -
            unfit worked                                         | long-polling | -     | probe
            unfit worked unreachable                             | long-polling | later | probe
            unfit worked cut                                     | long-polling | later | probe
            unfit worked cut cut                                 | long-polling | later | probe
            unfit worked cut cut cut                             | websocket    | once  | -
            unfit worked cut cut cut unfit                       | long-polling | once  | probe
            unfit worked cut cut cut worked                      | websocket    | -     | -
            unfit worked upgrade                                 | websocket    | -     | -
            unfit worked upgrade unfit                           | long-polling | once  | probe
            unfit worked upgrade unreachable                     | long-polling | once  | probe
            unfit worked upgrade worked                          | websocket    | -     | -
            unfit worked upgrade worked cut                      | websocket    | later | -
            worked unreachable                                   | websocket    | later | -
            worked cut                                           | websocket    | later | -
            worked cut unreachable unreachable unreachable       | websocket    | later | -
            worked cut unfit                                     | websocket    | later | -
            worked cut unfit unfit                               | long-polling | once  | -
            worked cut unfit unfit unreachable                   | websocket    | later | -
            worked cut unfit unfit unfit                         | websocket    | later | -
            worked cut unfit unfit unfit unfit                   | long-polling | once  | -
            worked cut unfit unfit worked                        | long-polling | -     | probe
            worked cut worked cut worked                         | websocket    | -     | -
            worked cut worked cut worked cut                     | long-polling | once  | -
            worked cut worked cut worked cut worked              | long-polling | -     | probe
            worked cut worked cut held cut worked cut worked     | websocket    | -     | -
            """)
    void transportAfterFailures(String happened, String transport, String next, String probe) {
        String last = "-";
        for (String event : happened.split(" ")) {
            last = happen(event);
        }
        assertThat(choice.current().wire()).isEqualTo(transport);
        assertThat(last).isEqualTo(next);
        assertThat(choice.preferred().isPresent()).isEqualTo(probe.equals("probe"));
    }

    private String happen(String event) {
        switch (event) {
            case "worked" -> choice.worked(false);
            case "held" -> choice.worked(true);
            case "upgrade" -> choice.upgrade();
            default -> {
                return choice.failed(TransportFailure.valueOf(event.toUpperCase(java.util.Locale.ROOT)))
                        ? "once"
                        : "later";
            }
        }
        return "-";
    }

    @Test
    void onlyTransportIsNeverLeft() {
        choice.negotiate(List.of("websocket"));
        for (TransportFailure failure : TransportFailure.values()) {
            for (int i = 0; i <= TransportChoice.PATIENCE; i++) {
                assertThat(choice.failed(failure)).isFalse();
                assertThat(choice.current()).isEqualTo(TransportType.WEBSOCKET);
            }
        }
    }

    @Test
    void transportThatTheServerDoesNotHaveIsNotProbed() {
        choice.negotiate(List.of("long-polling"));
        choice.worked(false);
        assertThat(choice.current()).isEqualTo(TransportType.LONG_POLLING);
        assertThat(choice.reason()).isEqualTo(TransportReason.NEGOTIATED);
        assertThat(choice.preferred()).isEmpty();
    }

    @Test
    void preferredTransportLastsWhenAHeldConnectWasAnsweredOverIt() {
        assertThat(choice.worked(false)).isFalse();
        assertThat(choice.worked(true)).isTrue();
        choice.negotiate(List.of("long-polling", "websocket"));
        choice.failed(TransportFailure.CUT);
        choice.failed(TransportFailure.UNFIT);
        choice.failed(TransportFailure.UNFIT);
        assertThat(choice.worked(true)).isFalse();
    }

    @Test
    void nextConversationBeginsWithThePreferredOne() {
        choice.failed(TransportFailure.UNFIT);
        choice.worked(true);
        choice.reset();
        assertThat(choice.current()).isEqualTo(TransportType.WEBSOCKET);
        assertThat(choice.preferred()).isEmpty();
    }

    @Test
    void failureThatReachedNobodySaysNothingOfTheTransport() {
        for (Throwable cause : List.of(
                new ConnectException(),
                new NoRouteToHostException(),
                new UnknownHostException(),
                new UnresolvedAddressException(),
                new HttpConnectTimeoutException("late"),
                new SSLHandshakeException("expired"))) {
            assertThat(TransportFailure.of(new IOException("The WebSocket", cause), false))
                    .as(cause.toString())
                    .isEqualTo(TransportFailure.UNREACHABLE);
            assertThat(TransportFailure.of(cause, true)).isEqualTo(TransportFailure.UNREACHABLE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, UNFIT",
        "403, UNFIT",
        "404, UNFIT",
        "405, UNFIT",
        "426, UNFIT",
        "500, UNFIT",
        "501, UNFIT",
        "200, UNFIT",
        "429, UNAVAILABLE",
        "502, UNAVAILABLE",
        "503, UNAVAILABLE",
        "504, UNAVAILABLE"
    })
    void statusSaysWhatItIsAbout(int status, TransportFailure failure) {
        Throwable cause = new TransportFailure.StatusException("status", status, null);
        assertThat(TransportFailure.of(new IOException(cause), false)).isEqualTo(failure);
    }

    @Test
    void whatBreaksHasWorkedOrNot() {
        for (Throwable cause : List.of(new IOException("reset"), new HttpTimeoutException("no upgrade"))) {
            assertThat(TransportFailure.of(cause, false)).isEqualTo(TransportFailure.UNFIT);
            assertThat(TransportFailure.of(cause, true)).isEqualTo(TransportFailure.CUT);
        }
        assertThat(TransportFailure.of(null, true)).isEqualTo(TransportFailure.CUT);
    }

    @Test
    void aStreamThatAProxyCollectsIsLeftAtOnceAndProbed() {
        TransportChoice streams = new TransportChoice(List.of(TransportType.STREAMING, TransportType.LONG_POLLING));
        streams.worked(false);
        assertThat(streams.failed(TransportFailure.BUFFERED)).isTrue();
        assertThat(streams.current()).isEqualTo(TransportType.LONG_POLLING);
        assertThat(streams.reason()).isEqualTo(TransportReason.BUFFERED);
        streams.worked(false);
        assertThat(streams.preferred()).contains(TransportType.STREAMING);
    }

    @Test
    void whereAServerHasNoStreamsTheNextOfTheListFollows() {
        TransportChoice three = new TransportChoice(List.of(TransportType.values()));
        three.failed(TransportFailure.UNFIT);
        assertThat(three.current()).isEqualTo(TransportType.STREAMING);
        assertThat(three.negotiate(List.of("websocket", "long-polling"))).contains(TransportType.LONG_POLLING);
        assertThat(three.reason()).isEqualTo(TransportReason.FALLBACK);
        three.worked(false);
        assertThat(three.preferred()).contains(TransportType.WEBSOCKET);
    }
}
