package org.example;

import jakarta.enterprise.context.ApplicationScoped;

/** A bean of the application. */
@ApplicationScoped
public class Greeting {

    public String text() {
        return "injected: ";
    }
}
