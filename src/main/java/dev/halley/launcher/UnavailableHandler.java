package dev.halley.launcher;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Tells clients to come again when the web application is not there any more while its connections still are. Without it
 * they would be told that there is no such page, which some take for an answer.
 *
 * <p>Thread-safety: thread-safe.
 */
final class UnavailableHandler extends Handler.Wrapper {

    private static final String RETRY_AFTER_SECONDS = "5";

    UnavailableHandler(Handler application) {
        super(application);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Handler application = getHandler();
        if (application != null && application.isStarted()) {
            return super.handle(request, response, callback);
        }
        response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_AFTER_SECONDS);
        Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503, "The server is stopping.");
        return true;
    }
}
