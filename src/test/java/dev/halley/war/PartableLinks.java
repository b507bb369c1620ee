package dev.halley.war;

import java.util.Scanner;
import org.jgroups.protocols.DISCARD;

/**
 * A protocol for the {@code cluster.stack} of a node in a process of its own. While its standard input has said {@code part}, and until that says
 * {@code merge}, the node hears nothing from others, and they hear nothing from it.
 *
 * <p>Thread-safety: as JGroups' protocols.
 */
public final class PartableLinks extends DISCARD {

    @Override
    public void init() throws Exception {
        super.init();
        Thread orders = new Thread(this::obey, "partable-links");
        orders.setDaemon(true);
        orders.start();
    }

    private void obey() {
        Scanner orders = new Scanner(System.in);
        while (orders.hasNextLine()) {
            discardAll(orders.nextLine().equals("part"));
        }
    }
}
