package dev.halley.transport.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Proxy;

/** Has the container time asynchronous requests out at once, and lets nobody change that. */
final class ImpatientFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        chain.doFilter(
                new HttpServletRequestWrapper(request) {
                    @Override
                    public AsyncContext startAsync(ServletRequest own, ServletResponse ownResponse) {
                        return impatient(super.startAsync(own, ownResponse));
                    }
                },
                response);
    }

    private static AsyncContext impatient(AsyncContext real) {
        real.setTimeout(1);
        return (AsyncContext) Proxy.newProxyInstance(
                ImpatientFilter.class.getClassLoader(),
                new Class<?>[] {AsyncContext.class},
                (proxy, method, args) -> method.getName().equals("setTimeout") ? null : method.invoke(real, args));
    }
}
