package dev.halley.client;

import static dev.halley.client.ClientAction.CONNECT;
import static dev.halley.client.ClientAction.CONNECT_AT_ONCE;
import static dev.halley.client.ClientAction.CONNECT_LATER;
import static dev.halley.client.ClientAction.DISCONNECT;
import static dev.halley.client.ClientAction.DROP_SESSION;
import static dev.halley.client.ClientAction.END;
import static dev.halley.client.ClientAction.HANDSHAKE;
import static dev.halley.client.ClientAction.HANDSHAKE_LATER;
import static dev.halley.client.ClientAction.OPEN_SESSION;
import static dev.halley.client.ClientAction.OTHER_TRANSPORT;
import static dev.halley.client.ClientAction.RETRY_LATER;
import static dev.halley.client.ClientAction.SETTLE;
import static dev.halley.client.ClientState.CONNECTED;
import static dev.halley.client.ClientState.CONNECTING;
import static dev.halley.client.ClientState.DISCONNECTED;
import static dev.halley.client.ClientState.DISCONNECTING;
import static dev.halley.client.ClientState.HANDSHAKING;
import static dev.halley.client.ClientState.REHANDSHAKING;
import static dev.halley.client.ClientState.UNCONNECTED;

import java.util.List;

/**
 * Maps a state and an event to the next state and actions. It knows neither time nor network. Bayeux section 2.4.
 *
 * <p>Thread-safety: stateless.
 */
final class StateMachine {

    /**
     * @param next the state after the event
     * @param actions what is to be done, in this order, after the state has changed
     */
    record Step(ClientState next, List<ClientAction> actions) {}

    private StateMachine() {}

    /** @return what the event leads to; the same state and nothing to do where it means nothing */
    static Step step(ClientState state, ClientEvent event) {
        return switch (state) {
            case DISCONNECTED -> disconnected(event);
            case HANDSHAKING, REHANDSHAKING -> handshaking(state, event);
            case CONNECTING, CONNECTED, UNCONNECTED -> inSession(state, event);
            case DISCONNECTING -> disconnecting(event);
        };
    }

    private static Step disconnected(ClientEvent event) {
        return switch (event) {
            case START -> to(HANDSHAKING, HANDSHAKE);
            case STOP, ABORT -> to(DISCONNECTED, END);
            default -> to(DISCONNECTED);
        };
    }

    private static Step handshaking(ClientState state, ClientEvent event) {
        return switch (event) {
            case HANDSHAKE_ACCEPTED -> to(CONNECTING, OPEN_SESSION, CONNECT_AT_ONCE);
            case HANDSHAKE_REFUSED -> to(state, HANDSHAKE_LATER);
            case HANDSHAKE_LOST -> to(state, OTHER_TRANSPORT, HANDSHAKE_LATER);
            case TIME_UP -> to(state, HANDSHAKE);
            case HANDSHAKE_FORBIDDEN, STOP, ABORT -> to(DISCONNECTED, END);
            default -> to(state);
        };
    }

    private static Step inSession(ClientState state, ClientEvent event) {
        return switch (event) {
            case CONNECT_ANSWERED -> to(CONNECTED, SETTLE, CONNECT_LATER);
            case CONNECT_REFUSED -> to(UNCONNECTED, RETRY_LATER);
            case CONNECT_LOST -> to(UNCONNECTED, OTHER_TRANSPORT, RETRY_LATER);
            case TIME_UP -> connectAgain(state);
            case SESSION_LOST -> to(REHANDSHAKING, DROP_SESSION, HANDSHAKE_LATER);
            case SESSION_ENDED, ABORT -> to(DISCONNECTED, END);
            case STOP -> to(DISCONNECTING, DISCONNECT);
            default -> to(state);
        };
    }

    private static Step connectAgain(ClientState state) {
        return switch (state) {
            case CONNECTED -> to(CONNECTED, CONNECT);
            case UNCONNECTED -> to(UNCONNECTED, CONNECT_AT_ONCE);
            // The first connect of a session is never waited for.
            default -> to(state);
        };
    }

    private static Step disconnecting(ClientEvent event) {
        return switch (event) {
            // A connect that comes behind the goodbye finds no session: the goodbye's own answer ends the conversation.
            case STOPPED, ABORT -> to(DISCONNECTED, END);
            default -> to(DISCONNECTING);
        };
    }

    private static Step to(ClientState next, ClientAction... actions) {
        return new Step(next, List.of(actions));
    }
}
