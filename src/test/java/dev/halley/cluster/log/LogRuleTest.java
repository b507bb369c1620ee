package dev.halley.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.Position;
import dev.halley.cluster.log.KeyMarks.Forgotten;
import dev.halley.cluster.log.LogMessage.Acknowledge;
import dev.halley.cluster.log.LogMessage.Heads;
import dev.halley.cluster.log.LogMessage.Live;
import dev.halley.cluster.log.LogMessage.Published;
import dev.halley.cluster.log.LogMessage.Release;
import dev.halley.cluster.log.LogMessage.Replicate;
import dev.halley.cluster.log.LogMessage.Tops;
import dev.halley.history.store.StoredEntry.Key;
import dev.halley.spi.HistoryPage.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** For each rule an interleaving that is right with it, and wrong without it. The nodes' names tell who sequences: a before b before c. */
class LogRuleTest {

    /**
     * A rule.
     *
     * @param name of what it holds
     * @param story that needs it
     * @param without all others, but not this one
     */
    record Case(String name, Consumer<LogScript> story, LogRules without) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(places(), publishes(), copies(), merges(), keys(), reads(), follows(), departures(), starts())
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isRightWithTheRule(Case rule) {
        assertThat(run(rule, new LogRules())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isWrongWithoutTheRule(Case rule) {
        assertThat(run(rule, rule.without())).isNotEmpty();
    }

    private static List<String> run(Case rule, LogRules rules) {
        LogScript script = new LogScript(rules, "a", "b", "c", "d");
        try {
            rule.story().accept(script);
            return script.end();
        } catch (RuntimeException e) {
            List<String> faults = new ArrayList<>(script.checker.faults());
            faults.add(e.toString());
            return faults;
        }
    }

    private static void three(LogScript script) {
        script.start("a", "b", "c");
        script.view("a", "b", "c");
    }

    private static List<Case> places() {
        return List.of(
                new Case(
                        "1: an acknowledgement of an older view does not count",
                        script -> {
                            three(script);
                            script.publish("c", "v1", "v2");
                            script.hold(Acknowledge.class);
                            script.publish("c", "v3");
                            script.view("a", "b", "c");
                            script.lose("a", Replicate.class);
                            script.publish("c", "v4", "v5", "v6", "v7");
                            script.network().release();
                            script.run(50);
                            script.kill("a");
                            script.view("b", "c");
                        },
                        new LogRules() {
                            @Override
                            Fate fate(ViewId mine, ViewId message) {
                                return Fate.HANDLE;
                            }
                        }),
                new Case(
                        "2: an epoch has one writer",
                        script -> {
                            three(script);
                            script.publish("c", "v1", "v2");
                            script.view("b", "c");
                            script.lose("a", Replicate.class);
                            script.publish("a", "v3");
                            script.loseNothing();
                            script.publish("b", "v4");
                        },
                        new LogRules() {
                            @Override
                            boolean mayGoOn(boolean mine) {
                                return true;
                            }
                        }));
    }

    private static List<Case> publishes() {
        return List.of(
                new Case(
                        "3: what was not answered is repeated on a new view",
                        script -> {
                            three(script);
                            script.publish("c", "v1");
                            script.lose("a", Replicate.class);
                            script.publish("c", "v2");
                            script.loseNothing();
                            script.kill("a");
                            script.view("b", "c");
                            script.run(100);
                            script.expectStored("v2");
                        },
                        new LogRules() {
                            @Override
                            boolean mustRepeatOnView() {
                                return false;
                            }
                        }),
                new Case(
                        "4: what is known is not stored again",
                        script -> {
                            three(script);
                            script.lose("a", Published.class);
                            script.publish("c", "v1");
                            script.run(100);
                            script.loseNothing();
                            script.run(2_000);
                            script.expectStored("v1");
                        },
                        new LogRules() {
                            @Override
                            boolean isDuplicate(boolean known) {
                                return false;
                            }
                        }),
                new Case(
                        "4: who repeats a publish that is not committed waits",
                        script -> {
                            three(script);
                            script.publish("c", "v1");
                            script.lose("a", Replicate.class);
                            script.publish("c", "v2");
                            script.run(2_000);
                            script.expectNotStored("v2");
                            script.kill("a");
                            script.view("b", "c");
                        },
                        new LogRules() {
                            @Override
                            boolean mustWait(long offset, long committed) {
                                return false;
                            }
                        }));
    }

    private static List<Case> copies() {
        return List.of(
                new Case(
                        "5: a backup takes the next step only",
                        script -> {
                            three(script);
                            script.publish("c", "v1");
                            script.lose("a", Replicate.class);
                            script.publish("c", "v2");
                            script.loseNothing();
                            script.publish("c", "v3");
                            script.run(1_500);
                            script.expectStored("v2", "v3");
                        },
                        new LogRules() {
                            @Override
                            boolean isNext(long serial, long have) {
                                return serial > have;
                            }
                        }),
                new Case(
                        "5: a backup is brought up first",
                        script -> {
                            three(script);
                            script.publish("a", "v1");
                            script.kill("b");
                            script.view("a", "c");
                            script.publish("a", "v2");
                            script.run(100);
                            script.kill("a");
                            script.view("c");
                        },
                        new LogRules() {
                            @Override
                            boolean mustSync(boolean equal) {
                                return false;
                            }
                        }),
                new Case(
                        "6: an entry is committed when the backup has it",
                        script -> {
                            three(script);
                            script.publish("c", "v1");
                            script.lose("a", Replicate.class);
                            script.publish("a", "v2");
                            script.kill("a");
                            script.view("b", "c");
                        },
                        new LogRules() {
                            @Override
                            long committed(long own, List<Long> copies) {
                                return own;
                            }
                        }),
                new Case(
                        "11: what is not acknowledged is sent again",
                        script -> {
                            three(script);
                            script.publish("c", "v1");
                            script.lose("a", Replicate.class);
                            script.publish("a", "v2");
                            script.loseNothing();
                            script.run(1_500);
                            script.expectStored("v2");
                        },
                        new LogRules() {
                            @Override
                            boolean isDue(long now, long since, Duration after) {
                                return !after.equals(REPEAT_REPLICATION) && super.isDue(now, since, after);
                            }
                        }),
                new Case(
                        "12: a replica goes only when others have what it has",
                        script -> {
                            script.start("a", "b", "c", "d");
                            script.view("c", "d");
                            script.publish("c", "v1");
                            script.lose("a", Replicate.class);
                            script.view("a", "b", "c", "d");
                            script.run(100);
                            script.kill("a");
                            script.loseNothing();
                            script.view("b", "c", "d");
                        },
                        new LogRules() {
                            @Override
                            boolean mayRelease(boolean synced) {
                                return true;
                            }
                        }));
    }

    private static List<Case> merges() {
        return List.of(
                new Case(
                        "7: all are heard before anything is served",
                        script -> {
                            script.limits(1, Duration.ofMinutes(5));
                            three(script);
                            script.view("b", "c");
                            script.publish("b", "v1");
                            script.lose("b", Heads.class);
                            script.view("a", "b", "c");
                            script.since("c", script.position("v1"));
                            script.loseNothing();
                            script.run(1_000);
                            script.expect(
                                    script.pages.stream().allMatch(page -> page.verdict() == Verdict.OK),
                                    "a reader was told of a loss");
                        },
                        new LogRules() {
                            @Override
                            boolean isGathered(int heard, int others) {
                                return true;
                            }
                        }),
                new Case(
                        "8: what is committed beyond the fork wins",
                        script -> {
                            three(script);
                            script.publish("c", "v1");
                            script.follow("c");
                            script.view("b", "c");
                            script.publish("a", "v2", "v3", "v4");
                            script.publish("b", "v5");
                            script.view("a", "b", "c");
                            script.run(2_000);
                            script.expectNobodyTold("c");
                        },
                        comparing(Comparator.comparing((LogHead head) -> !head.served())
                                .thenComparing(head -> -head.last()))),
                new Case(
                        "8: the larger part wins",
                        script -> {
                            split(script);
                            script.view("a", "b", "c");
                            script.run(2_000);
                            script.expectNobodyTold("c");
                            script.expectTold("a");
                        },
                        comparing(Comparator.comparing((LogHead head) -> -head.last()))),
                new Case(
                        "8: the longer one wins where the parts are equal",
                        script -> {
                            script.start("a", "b");
                            script.view("a", "b");
                            script.publish("a", "v1");
                            script.follow("a", "b");
                            script.view("a");
                            script.view("b");
                            script.publish("a", "v2");
                            script.publish("b", "v3", "v4");
                            script.view("a", "b");
                            script.run(2_000);
                            script.expectNobodyTold("b");
                        },
                        comparing(Comparator.comparing((LogHead head) -> -head.weight()))),
                new Case(
                        "8: what the others have beyond the fork is appended again",
                        LogRuleTest::split,
                        new LogRules() {
                            @Override
                            boolean mustAppendAgain() {
                                return false;
                            }
                        }));
    }

    /** One is apart, and both parts go on: the smaller one has more. */
    private static void split(LogScript script) {
        three(script);
        script.publish("c", "v1");
        script.follow("a", "c");
        script.view("a");
        script.view("b", "c");
        script.publish("a", "v2", "v3", "v4");
        script.publish("b", "v5");
        script.expectStored("v2", "v3", "v4", "v5");
    }

    private static LogRules comparing(Comparator<LogHead> by) {
        return new LogRules() {
            @Override
            int compare(LogHead one, LogHead other, long fork) {
                return by.compare(one, other);
            }
        };
    }

    private static List<Case> keys() {
        return List.of(
                new Case(
                        "3: no key is forgotten while a member is lost",
                        script -> {
                            script.limits(2, Duration.ofSeconds(8));
                            split(script);
                            script.run(20_000);
                            script.publish("b", "v6");
                            script.run(20_000);
                        },
                        new LogRules() {
                            @Override
                            boolean mustRetain(boolean lost) {
                                return false;
                            }
                        }),
                new Case(
                        "8: what may be known already is not appended again",
                        script -> {
                            script.limits(2, Duration.ofSeconds(8));
                            three(script);
                            script.publish("a", "v1");
                            script.view("c");
                            script.view("a", "b");
                            script.publishKeyed("c", "v2", new Key("k", "d"));
                            script.publish("a", "v3");
                            script.lose(message -> message instanceof Release);
                            script.view("a", "b", "c");
                            script.run(40_000);
                            script.loseNothing();
                        },
                        new LogRules() {
                            @Override
                            boolean isUncertain(LogEntry entry, long fork, Forgotten forgotten) {
                                return false;
                            }
                        }));
    }

    private static List<Case> reads() {
        return List.of(
                new Case(
                        "9: nothing is read before the backup has it",
                        script -> {
                            three(script);
                            script.publish("a", "v1", "v2");
                            script.kill("a");
                            script.kill("b");
                            script.kill("c");
                            script.start("a", "b", "c");
                            script.lose("a", Replicate.class);
                            script.view("a", "b", "c");
                            script.since("c", script.position("v2"));
                            script.loseNothing();
                            script.run(3_000);
                            expectAllRead(script);
                        },
                        new LogRules() {
                            @Override
                            boolean mayRead(boolean synced) {
                                return true;
                            }
                        }),
                new Case(
                        "9: all confirm the view before somebody is told of a loss",
                        script -> {
                            three(script);
                            script.publish("a", "v1");
                            script.view("b", "c");
                            script.publish("b", "v2");
                            script.since("a", script.position("v2"));
                            script.view("a", "b", "c");
                            script.run(2_000);
                            expectAllRead(script);
                        },
                        new LogRules() {
                            @Override
                            boolean mustConfirm() {
                                return false;
                            }
                        }),
                new Case(
                        "9: the pieces of a read come from one view",
                        script -> {
                            script.limits(2, Duration.ofMinutes(5));
                            script.start("a", "b", "c", "d");
                            script.view("a", "b", "c", "d");
                            script.publish("a", "v1", "v2", "v3");
                            script.view("a", "d");
                            script.view("b", "c");
                            script.publish("a", "v4", "v5", "v6");
                            script.publish("b", "v7", "v8", "v9", "v10");
                            script.readFirstPiece("d", script.position("v1"));
                            script.view("a", "b", "c", "d");
                            script.loseNothing();
                            script.run(2_500);
                            expectAllRead(script);
                            script.expect(
                                    script.pages.stream().allMatch(page -> page.top()
                                            .epoch()
                                            .equals(page.lineage()
                                                    .get(page.lineage().size() - 1)
                                                    .epoch())),
                                    "a read ends in another epoch than its last entry");
                        },
                        new LogRules() {
                            @Override
                            boolean mustStartOver() {
                                return false;
                            }
                        }));
    }

    private static void expectAllRead(LogScript script) {
        script.expect(script.pages.size() == 1, "the read is not answered");
        script.expect(
                script.pages.stream().allMatch(page -> page.verdict() == Verdict.OK), "a reader was told of a loss");
    }

    private static List<Case> follows() {
        return List.of(
                new Case(
                        "10: an entry is handed on only behind its predecessor",
                        LogRuleTest::followTheOtherPart,
                        new LogRules() {
                            @Override
                            Step step(Position at, String epoch, String predecessor, long offset) {
                                return offset == at.offset() + 1
                                        ? Step.HAND_ON
                                        : super.step(at, epoch, predecessor, offset);
                            }
                        }),
                new Case(
                        "10: what is missing is read when the next entry comes",
                        script -> {
                            three(script);
                            script.follow("c");
                            script.lose("a", Live.class);
                            script.publish("a", "v1");
                            script.loseNothing();
                            script.publish("a", "v2");
                            script.run(50);
                            script.expect(script.checker.at(script.node("c")) == 2, "c did not get both entries");
                        },
                        new LogRules() {
                            @Override
                            Step step(Position at, String epoch, String predecessor, long offset) {
                                Step step = super.step(at, epoch, predecessor, offset);
                                return step == Step.FETCH ? Step.DROP : step;
                            }
                        }),
                new Case(
                        "10: followers are told the top until they are there",
                        script -> {
                            three(script);
                            script.follow("c");
                            script.lose("a", Live.class);
                            script.publish("a", "v1");
                            script.run(50);
                            script.loseNothing();
                            script.run(2_000);
                            script.expect(script.checker.at(script.node("c")) == 1, "c did not get the last entry");
                        },
                        new LogRules() {
                            @Override
                            boolean mustTellTops() {
                                return false;
                            }
                        }));
    }

    /** A node that followed the part that lost hears of the other part by an entry alone. */
    private static void followTheOtherPart(LogScript script) {
        script.start("a", "b");
        script.view("a", "b");
        script.publish("a", "v1");
        script.follow("b");
        script.view("a");
        script.view("b");
        script.publishKeyed("b", "v2", new Key("k2", "d"));
        script.publishKeyed("b", "v3", new Key("k3", "d"));
        script.publishKeyed("a", "v3", new Key("k3", "d"));
        script.publishKeyed("a", "v2", new Key("k2", "d"));
        script.lose(message -> message instanceof Tops);
        script.view("a", "b");
        script.publish("a", "v4");
        script.run(500);
        script.expectTold("b");
    }

    private static List<Case> departures() {
        return List.of(
                new Case(
                        "13: a node leaves when others hold what it holds",
                        script -> {
                            three(script);
                            script.publish("a", "v1");
                            script.leave("a");
                            script.kill("a");
                            script.kill("b");
                            script.view("c");
                        },
                        new LogRules() {
                            @Override
                            boolean mustHandOver(Collection<?> leaving) {
                                return false;
                            }
                        }),
                new Case(
                        "14: a part that may not serve stores nothing",
                        script -> {
                            three(script);
                            script.publish("a", "v1");
                            script.follow("a");
                            script.view(false, "a");
                            script.view("b", "c");
                            script.publish("a", "v2");
                            script.publish("b", "v3");
                            script.expectNotStored("v2");
                            script.view("a", "b", "c");
                            script.run(2_000);
                            script.expectNobodyTold("a");
                        },
                        new LogRules() {
                            @Override
                            boolean mayServe(boolean quorum) {
                                return true;
                            }
                        }));
    }

    private static List<Case> starts() {
        return List.of(
                new Case(
                        "15: a disk loses against what was served",
                        script -> {
                            script.start("a", "b");
                            script.view("a", "b");
                            script.publish("a", "v1");
                            script.follow("b");
                            script.view("a");
                            script.view("b");
                            script.publish("a", "v2", "v3");
                            script.publish("b", "v4");
                            script.kill("a");
                            script.start("a");
                            script.view("a", "b");
                            script.run(2_000);
                            script.expectNobodyTold("b");
                        },
                        comparing(Comparator.comparing((LogHead head) -> -head.last()))),
                new Case(
                        "15: a cluster that starts as a whole waits for its members",
                        script -> {
                            three(script);
                            script.publish("a", "v1");
                            script.kill("a");
                            script.view("b", "c");
                            script.publish("b", "v2");
                            script.kill("b");
                            script.kill("c");
                            script.start("a");
                            script.view("a");
                            script.since("a", script.position("v2"));
                            script.start("b", "c");
                            script.view("a", "b", "c");
                            script.run(2_000);
                            expectAllRead(script);
                        },
                        new LogRules() {
                            @Override
                            boolean mustWaitForStart(
                                    boolean anyServes,
                                    boolean allThere,
                                    boolean expectedThere,
                                    boolean waitedLongEnough) {
                                return false;
                            }
                        }),
                new Case(
                        "12: what is cleared stays so when an old disk comes back",
                        script -> {
                            three(script);
                            script.view("b", "c");
                            script.publish("b", "v1");
                            script.lose(message -> message instanceof Release);
                            script.view("a", "b", "c");
                            script.run(100);
                            script.kill("c");
                            script.view("a", "b");
                            script.clear("a");
                            script.kill("a");
                            script.kill("b");
                            script.start("a", "b", "c");
                            script.view("a", "b", "c");
                            script.run(2_000);
                            script.expect(script.values("a").isEmpty(), "what was cleared is back");
                        },
                        new LogRules() {
                            @Override
                            boolean isKept(long keptUntil, long now, boolean cleared) {
                                return false;
                            }
                        }));
    }
}
