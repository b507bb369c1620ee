package dev.halley.core.request;

import dev.halley.api.Authorizer;
import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.SecurityPolicy;
import dev.halley.core.channel.ChannelMembers;
import dev.halley.core.channel.ChannelTree;
import dev.halley.core.channel.CoreChannel;
import dev.halley.core.request.PolicyInForce.Question;
import dev.halley.core.runtime.UserCodeRunner;
import dev.halley.core.session.CoreSession;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks the security policy, then the authorizers from the root channel to the leaf, then the limits.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class Authorization {

    /** Who asks its own policy: the server hands itself in, since policies get it. */
    private final BayeuxServer server;

    private final ChannelTree channels;
    private final UserCodeRunner runner;
    private volatile PolicyInForce policy = new PolicyInForce(SecurityPolicy.DEFAULT);

    public Authorization(BayeuxServer server, ChannelTree channels, UserCodeRunner runner) {
        this.server = server;
        this.channels = channels;
        this.runner = runner;
    }

    public PolicyInForce policy() {
        return policy;
    }

    public void policy(SecurityPolicy newPolicy) {
        policy = new PolicyInForce(newPolicy);
    }

    Decision decideHandshake(CoreSession session, Request.Handshake handshake) {
        return ask(Question.HANDSHAKE, asked -> asked.canHandshake(server, session, handshake));
    }

    /** A session has its handshake: it is a member of the channels that the policy has subscribed it to. */
    void attend(CoreSession session) {
        channels.handshaken(session);
    }

    /** A session has no handshake: whatever the policy has subscribed it to, nothing of it stays. */
    void dismiss(CoreSession session) {
        channels.goesOut(session);
        channels.unsubscribeAll(session);
    }

    /** @return why the message may not be published; null if it may, its channel being there then */
    @Nullable BayeuxError refusalToPublish(CoreSession session, Request.Publish publish) {
        ChannelId channel = publish.channel();
        if (channels.members().isReserved(channel)) {
            return BayeuxError.publishDenied(BayeuxError.BY_PRESENCE);
        }
        if (channel.isBroadcast() && channels.get(channel.toString()) == null) {
            String reason = refusalToCreate(session, channel, publish);
            if (reason != null) {
                return BayeuxError.channelCreateDenied(reason);
            }
        }
        Decision decision = ask(Question.PUBLISH, asked -> asked.canPublish(server, session, publish));
        String reason = decision.granted()
                ? refusalOfAuthorizers(Authorizer.Operation.PUBLISH, channel, session, publish)
                : decision.reason();
        return reason == null ? null : BayeuxError.publishDenied(reason);
    }

    /** @return why the channel may not be subscribed to; null if it may */
    @Nullable BayeuxError refusalToSubscribe(CoreSession session, ChannelId channel, Request.Subscribe request) {
        boolean showsMembers = channels.members().isReserved(channel);
        if (showsMembers) {
            BayeuxError refusal = refusalToWatch(session, channel, request);
            if (refusal != null) {
                return refusal;
            }
        }
        if (channel.isBroadcast() && !showsMembers && channels.get(channel.toString()) == null) {
            String reason = refusalToCreate(session, channel, request);
            if (reason != null) {
                return BayeuxError.createDenied(reason);
            }
        }
        Decision decision = ask(Question.SUBSCRIBE, asked -> asked.canSubscribe(server, session, channel, request));
        String reason = decision.granted()
                ? refusalOfAuthorizers(Authorizer.Operation.SUBSCRIBE, channel, session, request)
                : decision.reason();
        return reason == null ? null : BayeuxError.subscribeDenied(reason);
    }

    /** Whoever sees the members of a channel could as well be in it. */
    private @Nullable BayeuxError refusalToWatch(CoreSession session, ChannelId shownOn, Request.Subscribe request) {
        ChannelId target = channels.members().target(shownOn);
        BayeuxError refusal = target == null ? null : refusalToSubscribe(session, target, request);
        if (refusal != null) {
            return refusal;
        }
        if (target == null || !target.isWild() && !channels.showsMembers(target)) {
            return BayeuxError.subscribeDenied(BayeuxError.BY_PRESENCE);
        }
        Decision decision = target.isWild() ? decideToWatch(session, shownOn, request) : Decision.grant();
        return decision.granted() ? null : BayeuxError.subscribeDenied(decision.reason());
    }

    /** @return whether the members of any channel are shown */
    boolean showsMembers() {
        return channels.members().isUsed();
    }

    /**
     * A subscription was granted: to where members are shown, these with it; to a pattern that matches there, among others, only if the
     * policy says so.
     */
    void grantMembers(CoreSession session, ChannelId channel, Request.Subscribe request) {
        ChannelMembers members = channels.members();
        boolean granted = members.isReserved(channel)
                || members.reaches(channel)
                        && !session.isLocal()
                        && decideToWatch(session, channel, request).granted();
        if (granted) {
            session.attendance().mayWatch(channel);
        }
    }

    private Decision decideToWatch(CoreSession session, ChannelId pattern, Request.Subscribe request) {
        return ask(Question.WATCH_MEMBERS, asked -> asked.canWatchMembers(server, session, pattern, request));
    }

    private @Nullable String refusalToCreate(CoreSession session, ChannelId channel, Request request) {
        Decision decision = ask(Question.CREATE, asked -> asked.canCreate(server, session, channel, request));
        return decision.granted()
                ? refusalOfAuthorizers(Authorizer.Operation.CREATE, channel, session, request)
                : decision.reason();
    }

    private Decision ask(Question what, Function<SecurityPolicy, Decision> question) {
        PolicyInForce asked = policy;
        if (!asked.isOverridden(what)) {
            return question.apply(asked.policy());
        }
        Decision[] answer = {Decision.deny()};
        runner.runUserCode(() -> answer[0] = question.apply(asked.policy()));
        return answer[0];
    }

    private @Nullable String refusalOfAuthorizers(
            Authorizer.Operation operation, ChannelId channel, CoreSession session, Request request) {
        List<Authorizer> all = new ArrayList<>(0);
        for (CoreChannel matching : channels.path(channel)) {
            all.addAll(matching.authorizers());
        }
        if (all.isEmpty() || channel.isMeta()) {
            return null;
        }
        Asking asking = new Asking();
        runner.runUserCode(() -> {
            for (Authorizer authorizer : all) {
                asking.hear(authorizer.authorize(operation, channel, session, request));
                if (asking.denial != null) {
                    return;
                }
            }
        });
        if (asking.denial != null) {
            return asking.denial;
        }
        return asking.granted ? null : BayeuxError.BY_NOT_GRANTING;
    }

    private static final class Asking {
        private boolean granted;
        private @Nullable String denial;

        void hear(Decision decision) {
            switch (decision.kind()) {
                case GRANT -> granted = true;
                case DENY -> denial = decision.reason();
                case ABSTAIN -> {}
            }
        }
    }
}
