package dev.halley.service;

import dev.halley.api.BayeuxServer;
import dev.halley.api.HistoryPolicy;
import dev.halley.api.LocalSession;
import dev.halley.api.OverflowPolicy;
import dev.halley.api.Registration;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.json.RawJson;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Request;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Binds the methods of a service to channels.
 *
 * <p>Thread-safety: immutable.
 */
final class Bindings {

    private final BayeuxServer server;
    private final LocalSession local;

    Bindings(BayeuxServer server, LocalSession local) {
        this.server = server;
        this.local = local;
    }

    /** From now on handshakes look these roles up. */
    Registration declare(Set<String> roles) {
        server.declareRoles(roles);
        return () -> {};
    }

    /** Sets a channel up, at once. */
    Registration configure(Method method, Supplier<?> instance, ChannelId channel, Configure configure) {
        boolean[] created = new boolean[1];
        ServerChannel there = server.createChannel(channel.toString(), fresh -> {
            created[0] = true;
            setUp(method, instance.get(), fresh);
        });
        if (!created[0] && configure.configureIfExists()) {
            setUp(method, instance.get(), there);
        } else if (!created[0] && configure.errorIfExists()) {
            throw ServiceException.of(
                    method,
                    "sets up " + channel + ", but that channel exists already; errorIfExists=false or "
                            + "configureIfExists=true allows this.");
        }
        return () -> {};
    }

    /** Lets a channel, or all that match a pattern, show their members. @param what begins the sentence that says what is wrong */
    Registration showMembers(String what, ChannelId channel) {
        try {
            ServerChannel there = server.createChannel(channel.toString(), fresh -> fresh.persistent(true));
            there.persistent(true);
            there.presence(true);
        } catch (IllegalStateException | IllegalArgumentException refused) {
            throw new ServiceException(what + " for " + channel + ", which is not possible: " + refused.getMessage());
        }
        return () -> {};
    }

    private static void setUp(Method method, Object service, ServerChannel channel) {
        KeepHistory kept = method.getAnnotation(KeepHistory.class);
        if (kept != null) {
            keepHistory(method, channel, kept);
        }
        Overflow overflow = method.getAnnotation(Overflow.class);
        if (overflow != null) {
            overflow(method, channel, overflow);
        }
        try {
            method.invoke(service, channel);
        } catch (InvocationTargetException e) {
            throw ServiceException.of(method, "threw " + e.getCause() + " while it set up " + channel.name() + ".");
        } catch (IllegalAccessException e) {
            throw ServiceException.of(method, ServiceMethod.NOT_PUBLIC);
        }
    }

    private static void keepHistory(Method method, ServerChannel channel, KeepHistory kept) {
        try {
            channel.history(new HistoryPolicy(kept.messages(), Duration.ofSeconds(kept.seconds())));
        } catch (IllegalArgumentException | IllegalStateException refused) {
            throw ServiceException.of(
                    method,
                    "carries @KeepHistory, which is not possible for " + channel.name() + ": " + refused.getMessage());
        }
    }

    private static void overflow(Method method, ServerChannel channel, Overflow overflow) {
        try {
            channel.overflow(OverflowPolicy.of(overflow.value()));
        } catch (IllegalArgumentException | IllegalStateException refused) {
            throw ServiceException.of(
                    method,
                    "carries @Overflow, which is not possible for " + channel.name() + ": " + refused.getMessage());
        }
    }

    Registration listener(ServiceMethod method, ChannelId channel, boolean ownPublishes, Access access) {
        boolean hasASay = method.method().getReturnType() != void.class;
        return listen(method.method(), channel, false, (from, message, variables) -> {
            if (!ownPublishes && from == local.session()) {
                return Verdict.pass();
            }
            BayeuxError refusal = access.refusal(from);
            if (refusal != null) {
                return Verdict.refuse(refusal);
            }
            try {
                return verdict(method.call(call(from, message, message.data(), variables, null)));
            } catch (BadDataException bad) {
                reportUnfit(method, message.channel(), bad);
                return Verdict.refuse(BadDataException.ERROR);
            } catch (Exception | LinkageError | StackOverflowError | AssertionError thrown) {
                return hasASay
                        ? refusal(method, message.channel(), thrown)
                        : passAfter(method, message.channel(), thrown);
            }
        });
    }

    /** Whoever may stop a message and could not look at it has not let it pass. */
    private Verdict<Request.Publish> refusal(ServiceMethod method, ChannelId channel, Throwable thrown) {
        String id = Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), Character.MAX_RADIX);
        String what = ServiceException.describe(method.method()) + "; the message is refused, error id " + id
                + ServiceException.on(channel);
        server.reportFailure(what, thrown);
        return Verdict.refuse(BayeuxError.INTERNAL.with(id));
    }

    private Verdict<Request.Publish> passAfter(ServiceMethod method, ChannelId channel, Throwable thrown) {
        report(method, channel, thrown);
        return Verdict.pass();
    }

    @SuppressWarnings("unchecked") // the return type was looked at when the method was bound
    private static Verdict<Request.Publish> verdict(@Nullable Object returned) {
        if (returned instanceof Verdict<?> verdict) {
            return (Verdict<Request.Publish>) verdict;
        }
        return Boolean.FALSE.equals(returned) ? Verdict.stop() : Verdict.pass();
    }

    Registration remoteCall(ServiceMethod method, ChannelId channel, Access access) {
        BoundListener.refuseSecond(server, channel, method.method());
        boolean answersItself = method.method().getReturnType() == void.class && method.takes(RemoteCall.Caller.class);
        return listen(method.method(), channel, true, (from, message, variables) -> {
            if (from == null || from == local.session()) {
                return Verdict.pass();
            }
            OneAnswer caller = new OneAnswer(from, message, ServiceException.describe(method.method()), server);
            BayeuxError refusal = access.refusal(from);
            if (refusal != null) {
                caller.refused(refusal);
                return Verdict.pass();
            }
            try {
                Object result = method.call(call(from, message, message.data(), variables, caller));
                if (result instanceof CompletionStage<?> later) {
                    later.whenComplete((value, thrown) -> complete(caller, value, thrown));
                } else if (!answersItself) {
                    caller.result(result);
                }
            } catch (Exception | LinkageError | StackOverflowError | AssertionError thrown) {
                caller.threw(thrown);
            }
            return Verdict.pass();
        });
    }

    private static void complete(OneAnswer caller, @Nullable Object value, @Nullable Throwable thrown) {
        if (thrown == null) {
            caller.result(value);
        } else {
            Throwable cause = thrown.getCause();
            caller.threw(thrown instanceof CompletionException && cause != null ? cause : thrown);
        }
    }

    /** A subscriber is not told who published, and comes too late to refuse: who may not call the method may not publish. */
    Registration subscription(ServiceMethod method, ChannelId channel, Access access) {
        Registration guard = access.isRestricted() ? guard(method.method(), channel, access) : () -> {};
        Registration subscribed;
        try {
            subscribed = subscribe(method, channel);
        } catch (RuntimeException e) {
            guard.close();
            throw e;
        }
        return () -> {
            subscribed.close();
            guard.close();
        };
    }

    private Registration guard(Method method, ChannelId channel, Access access) {
        return listen(method, channel, false, (from, message, variables) -> {
            BayeuxError refusal = access.refusal(from);
            return refusal == null ? Verdict.pass() : Verdict.refuse(refusal);
        });
    }

    private Registration subscribe(ServiceMethod method, ChannelId channel) {
        return local.subscribe(channel.pattern().toString(), (session, event) -> {
            ChannelId id = ChannelId.of(event.channel());
            Optional<Map<String, String>> variables = variables(channel, id);
            if (variables.isPresent()) {
                try {
                    method.call(call(null, event, event.data(), variables.get(), null));
                } catch (BadDataException bad) {
                    reportUnfit(method, id, bad);
                } catch (Exception | LinkageError | StackOverflowError | AssertionError thrown) {
                    report(method, id, thrown);
                }
            }
        });
    }

    /** What a method that listens is called for. */
    @FunctionalInterface
    private interface Handler {
        Verdict<Request.Publish> handle(
                @Nullable ServerSession from, Request.Publish message, Map<String, String> variables);
    }

    private Registration listen(Method method, ChannelId channel, boolean answersCalls, Handler handler) {
        ServerChannelListener.MessageListener listener = (from, message) -> variables(channel, message.channel())
                .map(variables -> handler.handle(from, message, variables))
                .orElse(Verdict.pass());
        return server.createChannel(channel.pattern().toString())
                .addListener(new BoundListener(channel, method, answersCalls, listener));
    }

    private static Optional<Map<String, String>> variables(ChannelId template, ChannelId channel) {
        return template.isTemplate() ? template.bind(channel) : Optional.of(Map.of());
    }

    private Call call(
            @Nullable ServerSession from,
            Object message,
            @Nullable RawJson data,
            Map<String, String> variables,
            RemoteCall.@Nullable Caller caller) {
        RawJson bound = data == null ? RawJson.NULL : data;
        return new Call(from, message, bound, variables, server.context().orElse(null), caller);
    }

    private void report(ServiceMethod method, ChannelId channel, Throwable thrown) {
        server.reportFailure(
                ServiceException.describe(method.method()) + "; the message goes on" + ServiceException.on(channel),
                thrown);
    }

    private void reportUnfit(ServiceMethod method, ChannelId channel, BadDataException bad) {
        server.reportUnfitData(
                channel.toString(), ServiceException.describe(method.method()) + ": " + bad.violations());
    }
}
