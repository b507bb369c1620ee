package dev.halley.transport.http;

import dev.halley.security.OriginPolicy;
import dev.halley.security.OriginPolicy.Verdict;
import dev.halley.transport.RequestTarget;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.regex.Pattern;

/**
 * Lets pages of allowed origins in, by the headers that browsers ask for, and keeps those of others out.
 *
 * <p>Thread-safety: immutable.
 */
final class Cors {

    private static final String METHODS = "GET, POST, OPTIONS";
    private static final String PREFLIGHT_SECONDS = "1800";
    private static final Pattern HEADER_NAMES = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~, -]{1,1000}");

    private final OriginPolicy policy;
    private final int trustedProxies;

    Cors(OriginPolicy policy, int trustedProxies) {
        this.policy = policy;
        this.trustedProxies = trustedProxies;
    }

    /** @throws HttpRefusal 403 if the page may not use the server */
    void admit(HttpServletRequest request, HttpServletResponse response) {
        String origin = request.getHeader("Origin");
        if (origin == null) {
            return;
        }
        RequestTarget target = target(request);
        Verdict verdict = policy.judge(origin, target.scheme(), target.authority());
        if (!verdict.allowed()) {
            throw HttpRefusal.foreignPage();
        }
        if (verdict == Verdict.FOREIGN) {
            response.setHeader("Access-Control-Allow-Origin", origin);
            response.setHeader("Access-Control-Allow-Credentials", "true");
            response.addHeader("Vary", "Origin");
        }
    }

    /**
     * Looks closer at a request that was admitted.
     *
     * @throws HttpRefusal 403 if a page that may not use the server includes it as a script
     */
    void admitScript(HttpServletRequest request) {
        if (request.getHeader("Origin") != null) {
            return;
        }
        RequestTarget target = target(request);
        Verdict verdict = policy.judgeScript(
                request.getHeader("Referer"), request.getHeader("Sec-Fetch-Site"), target.scheme(), target.authority());
        if (!verdict.allowed()) {
            throw HttpRefusal.foreignScript();
        }
    }

    private RequestTarget target(HttpServletRequest request) {
        return HttpContext.target(request, trustedProxies);
    }

    /** Answers an {@code OPTIONS} request that was admitted. */
    void preflight(HttpServletRequest request, HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_OK);
        response.setHeader("Allow", METHODS);
        if (response.getHeader("Access-Control-Allow-Origin") == null) {
            return;
        }
        response.setHeader("Access-Control-Allow-Methods", METHODS);
        response.setHeader("Access-Control-Max-Age", PREFLIGHT_SECONDS);
        String headers = request.getHeader("Access-Control-Request-Headers");
        if (headers != null && HEADER_NAMES.matcher(headers).matches()) {
            response.setHeader("Access-Control-Allow-Headers", headers);
        }
    }
}
