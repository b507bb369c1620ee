package dev.halley.cdi.sample;

import dev.halley.cdi.BayeuxSessionScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What one client wants to buy. docs/cdi.md shows it. */
@BayeuxSessionScoped
public class Basket {

    private final List<String> items = new CopyOnWriteArrayList<>();

    /** @return all that are in it now */
    public List<String> add(String item) {
        items.add(item);
        return List.copyOf(items);
    }
}
