package dev.halley.cluster.gateway;

import dev.halley.cluster.gateway.ForwardMessage.Begin;
import dev.halley.cluster.gateway.ForwardMessage.Close;
import dev.halley.cluster.gateway.ForwardMessage.Closed;
import dev.halley.cluster.gateway.ForwardMessage.Handled;
import dev.halley.cluster.gateway.ForwardMessage.Open;
import dev.halley.cluster.gateway.ForwardMessage.OpenLinks;
import dev.halley.cluster.gateway.ForwardMessage.Release;
import dev.halley.cluster.gateway.ForwardMessage.Requests;
import dev.halley.cluster.gateway.ForwardMessage.Send;
import dev.halley.cluster.gateway.ForwardMessage.Sent;
import dev.halley.cluster.runtime.WireInput;
import dev.halley.cluster.runtime.WireOutput;
import dev.halley.protocol.CloseReason;
import dev.halley.spi.Link;
import dev.halley.spi.Peer;
import dev.halley.spi.Traits;
import java.util.Optional;
import java.util.function.Function;

/**
 * Writes what edge and owner tell each other as bytes, and reads it: a byte for the kind, one for the version, then the fields.
 *
 * <p>Thread-safety: stateless.
 */
final class ForwardFormat {

    private static final int VERSION = 1;

    private static final int OPEN = 1;
    private static final int REQUESTS = 2;
    private static final int RELEASE = 3;
    private static final int CLOSED = 4;
    private static final int SENT = 5;
    private static final int OPEN_LINKS = 6;
    private static final int SEND = 7;
    private static final int CLOSE = 8;
    private static final int HANDLED = 9;
    private static final int BEGIN = 10;

    private static final CloseReason[] REASONS = CloseReason.values();
    private static final Link.Kind[] KINDS = Link.Kind.values();

    private ForwardFormat() {}

    static byte[] encode(ForwardMessage message) {
        WireOutput out = new WireOutput();
        if (message instanceof Open open) {
            write(head(out, OPEN, open.link()), open);
        } else if (message instanceof Requests requests) {
            head(out, REQUESTS, requests.link())
                    .list(requests.requests(), request -> RequestFormat.write(out, request));
        } else if (message instanceof Release release) {
            head(out, RELEASE, release.link());
        } else if (message instanceof Closed closed) {
            head(out, CLOSED, closed.link()).octet(closed.reason().ordinal());
        } else if (message instanceof Sent sent) {
            head(out, SENT, sent.link()).flag(sent.succeeded());
        } else if (message instanceof OpenLinks open) {
            head(out, OPEN_LINKS, 0).list(open.links(), out::number);
        } else if (message instanceof Send send) {
            head(out, SEND, send.link()).bytes(send.utf8());
        } else if (message instanceof Close close) {
            head(out, CLOSE, close.link()).octet(close.reason().ordinal());
        } else if (message instanceof Handled handled) {
            head(out, HANDLED, handled.link());
        } else if (message instanceof Begin begin) {
            head(out, BEGIN, begin.link());
        }
        return out.toBytes();
    }

    private static WireOutput head(WireOutput out, int kind, long link) {
        return out.octet(kind).octet(VERSION).number(link);
    }

    private static void write(WireOutput out, Open open) {
        out.text(open.transport()).octet(open.kind().ordinal());
        Traits traits = open.traits();
        out.number(traits.maxBatchLength()).number(traits.maxBatchMessages());
        out.flag(traits.multiplexed()).flag(traits.mayHold()).flag(traits.mayAdopt());
        out.optionalText(open.peer().browser()).flag(open.peer().browserRequired());
        ForwardedContext.write(out, open.peer().context(), open.roles());
    }

    /**
     * @param attributes gives those of the application's context on this node
     * @throws IllegalArgumentException if it is not what {@link #encode} makes; the message says what is wrong
     */
    static ForwardMessage decode(byte[] bytes, Function<String, Optional<Object>> attributes) {
        return WireInput.read("A message of a forwarded client", bytes, in -> message(in, attributes));
    }

    private static ForwardMessage message(WireInput in, Function<String, Optional<Object>> attributes) {
        int kind = in.octet();
        in.require(in.octet() == VERSION, "an unknown version");
        long link = in.longNumber();
        return switch (kind) {
            case OPEN -> open(in, link, attributes);
            case REQUESTS -> new Requests(link, in.list(() -> RequestFormat.read(in)));
            case RELEASE -> new Release(link);
            case CLOSED -> new Closed(link, in.constant(REASONS));
            case SENT -> new Sent(link, in.flag());
            case OPEN_LINKS -> new OpenLinks(in.list(in::longNumber));
            case SEND -> new Send(link, in.bytes());
            case CLOSE -> new Close(link, in.constant(REASONS));
            case HANDLED -> new Handled(link);
            case BEGIN -> new Begin(link);
            default -> throw new IllegalArgumentException("A message of a forwarded client has an unknown kind.");
        };
    }

    private static Open open(WireInput in, long link, Function<String, Optional<Object>> attributes) {
        String transport = in.text();
        Link.Kind kind = in.constant(KINDS);
        Traits traits = new Traits(in.number(), in.number(), in.flag(), in.flag(), in.flag());
        String browser = in.optionalText();
        boolean browserRequired = in.flag();
        ForwardedContext context = ForwardedContext.read(in, attributes);
        return new Open(link, transport, kind, traits, new Peer(context, browser, browserRequired), context.roles());
    }
}
