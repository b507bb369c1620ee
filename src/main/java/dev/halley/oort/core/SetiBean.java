package dev.halley.oort.core;

import dev.halley.oort.Seti;
import java.util.function.BooleanSupplier;

/**
 * Users, as JMX and the dump see them.
 *
 * <p>Thread-safety: thread-safe; what it shows changes while it looks.
 */
final class SetiBean implements SetiMXBean {

    private final Seti seti;
    private final BooleanSupplier used;
    private final LocalUsers users;
    private final SetiCounts counts;

    /** @param used whether anything was done with it */
    SetiBean(Seti seti, BooleanSupplier used, LocalUsers users, SetiCounts counts) {
        this.used = used;
        this.seti = seti;
        this.users = users;
        this.counts = counts;
    }

    /** @return a line of the dump with a line feed at its end; empty where nothing was done yet */
    String text() {
        if (!used.getAsBoolean() && getSends() == 0 && getKickedSessions() == 0) {
            return "";
        }
        return "Seti: " + getUsers() + " users here in " + getAssociations() + " associations, " + getPresentUsers()
                + " present anywhere; " + getSends() + " sends have reached " + getReachedSessions() + " sessions, "
                + getUnreachedSends() + " have reached none, " + getUnansweredRequests()
                + " requests to nodes were not answered; " + getKickedSessions() + " sessions kicked\n";
    }

    @Override
    public int getUsers() {
        return users.size();
    }

    @Override
    public int getAssociations() {
        return users.associations();
    }

    @Override
    public int getPresentUsers() {
        return seti.userIds().size();
    }

    @Override
    public long getSends() {
        return counts.sends().sum();
    }

    @Override
    public long getReachedSessions() {
        return counts.reached().sum();
    }

    @Override
    public long getUnreachedSends() {
        return counts.unreached().sum();
    }

    @Override
    public long getUnansweredRequests() {
        return counts.unanswered().sum();
    }

    @Override
    public long getKickedSessions() {
        return counts.kicked().sum();
    }
}
