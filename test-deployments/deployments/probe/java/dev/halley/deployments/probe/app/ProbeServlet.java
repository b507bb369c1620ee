package dev.halley.deployments.probe.app;

import dev.halley.api.BayeuxServer;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Answers the test's questions, and does what it asks for; the path says what.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class ProbeServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Inject
    private transient BayeuxServer server;

    @Inject
    private transient Bookings bookings;

    @Inject
    private transient Payments payments;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String value = String.valueOf(request.getParameter("value"));
        try {
            response.setContentType("text/plain;charset=UTF-8");
            response.getWriter().print(answer(request, value));
        } catch (RuntimeException | IOException failed) {
            throw failed;
        } catch (Exception failed) {
            throw new ServletException(failed);
        }
    }

    private Object answer(HttpServletRequest request, String value) throws Exception {
        return switch (request.getPathInfo()) {
            case "/server" -> getServletContext().getServerInfo();
            case "/java" -> System.getProperty("java.specification.version");
            case "/listener" -> getServletContext().getAttribute(Watcher.SAW);
            case "/early" -> Early.CALLS.get(value);
            case "/there" -> server.channel(value).isPresent();
            case "/jsonb" ->
                CDI.current().getBeanManager().getBeans(Class.forName("jakarta.json.bind.Jsonb")).stream()
                        .map(Bean::getBeanClass)
                        .toList();
            case "/channels" -> server.channel("/watched").isPresent();
            case "/origin" ->
                Class.forName(value).getProtectionDomain().getCodeSource().getLocation();
            case "/basket" -> {
                request.getSession().setAttribute("basket", value);
                yield value;
            }
            case "/book" -> {
                bookings.book(value);
                yield value;
            }
            case "/commit" -> {
                Transaction.commit(() -> bookings.book(value));
                yield value;
            }
            case "/rollback" -> {
                Transaction.rollBack(() -> bookings.book(value));
                yield value;
            }
            default -> pay(request.getPathInfo(), value);
        };
    }

    private String pay(String path, String id) throws Exception {
        Runnable work = () -> payments.pay(new Paid(id, "order " + id));
        switch (path) {
            case "/pay" -> Transaction.commit(work);
            case "/pay/rollback" -> Transaction.rollBack(work);
            default -> throw new IllegalArgumentException(path);
        }
        return id;
    }
}
