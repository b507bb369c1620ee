package dev.halley.cdi.sample;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.Request;
import org.jspecify.annotations.Nullable;

/** Lets nobody publish more than a page. */
final class PageLimit implements BayeuxExtension {

    @Override
    public Verdict<Request> incoming(@Nullable ServerSession session, Request request) {
        boolean tooLong = request instanceof Request.Publish publish
                && publish.data() != null
                && publish.data().length() > 4_000;
        return tooLong ? Verdict.refuse(BayeuxError.publishDenied("too_long")) : Verdict.pass();
    }
}
