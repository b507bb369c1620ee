package dev.halley.transport.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Makes a container that times asynchronous requests out when it is told to.
 *
 * <p>(One with a short time of its own would do, but Jetty forgets to, now and then, where that time is very short.)
 */
final class ImpatientFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private final transient BlockingQueue<TimeOut> held = new LinkedBlockingQueue<>();

    private boolean tellsWhenToWrite = true;

    /** Of one request. */
    interface TimeOut {
        void run() throws IOException;
    }

    /** It times out before it has called a listener that is to write. */
    ImpatientFilter thatNeverTellsWhenToWrite() {
        tellsWhenToWrite = false;
        return this;
    }

    /** Times out the next request that has left its thread; waits for it. */
    void timeOut() throws Exception {
        nextHeld().run();
    }

    /** @return times out the next request that has left its thread; waits for it */
    TimeOut nextHeld() throws InterruptedException {
        TimeOut next = held.poll(ScriptedGateway.GENEROUS_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("No request has left its thread.");
        }
        return next;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var watched = new Watched(request);
        chain.doFilter(watched, tellsWhenToWrite ? response : new Silent(response));
        if (watched.timeOut != null) {
            held.add(watched.timeOut);
        }
    }

    /** Keeps what its asynchronous context would call in the end. */
    private static final class Watched extends HttpServletRequestWrapper {

        private TimeOut timeOut;

        Watched(HttpServletRequest request) {
            super(request);
        }

        @Override
        public AsyncContext startAsync(ServletRequest own, ServletResponse response) {
            AsyncContext real = super.startAsync(own, response);
            return (AsyncContext) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {AsyncContext.class}, (proxy, method, args) -> {
                        if (method.getName().equals("addListener")) {
                            var listener = (AsyncListener) args[0];
                            timeOut = () -> listener.onTimeout(new AsyncEvent(real, own, response));
                        }
                        return method.invoke(real, args);
                    });
        }
    }

    /** Takes a listener, and never calls it. */
    private static final class Silent extends HttpServletResponseWrapper {

        Silent(HttpServletResponse response) {
            super(response);
        }

        @Override
        public ServletOutputStream getOutputStream() throws IOException {
            ServletOutputStream real = super.getOutputStream();
            return new ServletOutputStream() {
                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setWriteListener(WriteListener listener) {}

                @Override
                public void write(int value) throws IOException {
                    real.write(value);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    real.write(bytes, offset, length);
                }
            };
        }
    }
}
