package dev.halley.war;

import dev.halley.launcher.EmbeddedJetty;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs any WAR in the container of {@code java -jar halley.war}. */
public final class RunInJetty {

    private RunInJetty() {}

    public static void main(String[] args) throws Exception {
        Path work = Files.createTempDirectory("halley-");
        System.out.println("Halley is ready: " + EmbeddedJetty.start(Path.of(args[0]), work, List.of("--port", "0")));
    }
}
