package dev.halley.boot.app;

import dev.halley.transport.http.BayeuxServlet;

/** An application's own kind of our servlet. */
public final class OwnBayeuxServlet extends BayeuxServlet {

    private static final long serialVersionUID = 1L;
}
