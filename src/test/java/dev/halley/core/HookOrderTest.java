package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.Authorizer;
import dev.halley.api.BayeuxServerListener;
import dev.halley.api.Decision;
import dev.halley.api.Extension;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener;
import dev.halley.api.Verdict;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Event;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The order in which hooks are called; applications rely on it. */
class HookOrderTest {

    @RegisterExtension
    final TestServers servers = new TestServers();

    private final List<String> calls = new ArrayList<>();
SIGNATURES
}
