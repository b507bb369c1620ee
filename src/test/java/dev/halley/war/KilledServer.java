package dev.halley.war;

import dev.halley.testing.FreePorts;
import dev.halley.testing.Journal;
import dev.halley.testing.ServerProgram;
import dev.halley.testing.UnsteadyLine;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Kills a server with history, again and again, while clients publish and read over lines that break; what they see is written into a
 * journal.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class KilledServer implements AutoCloseable {

    private static final int JAVA_CLIENTS = 9;
    private static final int PUBLISHERS = 4;
    /** What has been missed must get through a broken line, and while there is no server nobody goes on. */
    private static final LogLoad.Pace PACE = new LogLoad.Pace(5, 100);
    /** Whatever time it takes, nothing grows too old or is too much. */
    private static final List<String> SETTINGS =
            List.of("history", LogLoad.PATTERN + "=100000/1h", "maxRecovery", "100000", "maxQueue", "100000");

    private static final UnsteadyLine.Trouble TROUBLE = new UnsteadyLine.Trouble(4_000, 60_000, Duration.ofMillis(2));

    private final SharedClasses classes;
    private final int port = FreePorts.one();
    private final Random random;
    private final @Nullable Path store;
    private RunningWar server;
    /** Comes in the place of the server as soon as that is killed; the server itself, while no other has begun. */
    private RunningWar next;

    /**
     * @param classes of the server
     * @param store where histories are kept over a restart; null if they are not
     * @param seed of what happens by chance
     */
    KilledServer(SharedClasses classes, @Nullable Path store, long seed) throws IOException {
        this.classes = classes;
        this.store = store;
        this.random = new Random(seed);
        server = begin();
        next = server;
        server.tell("start");
    }

    private RunningWar begin() {
        List<String> command = new ArrayList<>(classes.jvm());
        command.add(ServerProgram.class.getName());
        command.add(Integer.toString(port));
        command.addAll(SETTINGS);
        if (store != null) {
            command.addAll(List.of("historyStore", store.toString()));
        }
        return RunningWar.begin(command);
    }

    private static List<Function<LogMember.Voice, LogMember>> clients(URI server) {
        List<Function<LogMember.Voice, LogMember>> clients = new ArrayList<>();
        clients.add(voice -> NodeLogMember.ofOurs(server, voice));
        for (int i = 0; i < JAVA_CLIENTS; i++) {
            int number = i;
            clients.add(voice -> new JavaLogMember(number, server, voice));
        }
        return clients;
    }

    /** Lets clients work until the server was killed so many times, and everybody has read the last message. */
    void run(int kills, Path file) throws IOException, InterruptedException {
        try (Journal journal = new Journal(file);
                UnsteadyLine line = new UnsteadyLine(server.address().resolve("cometd"), random.nextLong());
                LogLoad load = new LogLoad(clients(line.uri()), PUBLISHERS, PACE, journal)) {
            line.disturb(TROUBLE);
            load.begin();
            for (int i = 0; i < kills; i++) {
                next = begin();
                load.awaitEverybody();
                load.awaitAcknowledged(random.nextInt(100));
                kill();
                if (store == null) {
                    journal.write("forgot");
                }
                server = next;
                server.tell("start");
                server.address();
            }
            load.awaitEverybody();
            line.calm();
            load.end();
        }
    }

    private void kill() throws IOException, InterruptedException {
        server.kill();
        server.exitCode();
        server.close();
    }

    @Override
    public void close() throws IOException {
        for (RunningWar running : List.of(server, next)) {
            running.kill();
            running.close();
        }
    }
}
