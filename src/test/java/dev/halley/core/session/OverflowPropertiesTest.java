package dev.halley.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.PositionForm;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.HistoryTag;
import dev.halley.protocol.OverflowTag;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** Holds a queue with overflow policies against one list. */
class OverflowPropertiesTest {

    private static final int MAX_MESSAGES = 8;
    private static final int MAX_LENGTH = 700;
    private static final int MOST_FOLLOWED = 10;

    /** What comes on a channel of its own for each, or what happens to the queue. */
    private enum Kind {
        FIRM,
        LAZY,
        OLDEST,
        NEWEST,
        LATEST,
        LATEST_BY,
        KEPT_LATEST_BY,
        TAKE,
        TAKE_NUMBERED,
        ACKNOWLEDGE,
        DROP_LAZY
    }

    private record Step(Kind kind, int number) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Kind> kinds = Arbitraries.frequencyOf(
                Tuple.of(
                        9,
                        Arbitraries.of(
                                Kind.FIRM,
                                Kind.LAZY,
                                Kind.OLDEST,
                                Kind.NEWEST,
                                Kind.LATEST,
                                Kind.LATEST_BY,
                                Kind.KEPT_LATEST_BY)),
                Tuple.of(2, Arbitraries.of(Kind.TAKE, Kind.TAKE_NUMBERED, Kind.ACKNOWLEDGE)),
                Tuple.of(1, Arbitraries.just(Kind.DROP_LAZY)));
        return Combinators.combine(kinds, Arbitraries.integers().between(0, 150))
                .as(Step::new)
                .list()
                .ofMaxSize(80);
    }

    @Property
    void doesWhatOneListDoes(@ForAll("steps") List<Step> steps) {
        Model model = new Model();
        for (Step step : steps) {
            model.run(step);
            model.check();
        }
    }

    /** Where no room is ever missing, each channel's list is what was published, but for what was conflated. */
    @Property
    void oneKindAloneIsItsRule(@ForAll("steps") List<Step> steps) {
        for (Kind kind : List.of(Kind.OLDEST, Kind.NEWEST, Kind.LATEST)) {
            Outbox outbox = new Outbox(MAX_MESSAGES, Long.MAX_VALUE);
            for (int i = 0; i < steps.size(); i++) {
                outbox.offer(Model.message(kind, i, 0), new ArrayList<>());
            }
            List<Integer> all = IntStream.range(0, steps.size()).boxed().toList();
            int kept = Math.min(MAX_MESSAGES, all.size());
            assertThat(outbox.take(0, Integer.MAX_VALUE, 0).stream().map(Model::number))
                    .containsExactlyElementsOf(
                            switch (kind) {
                                case OLDEST -> all.subList(all.size() - kept, all.size());
                                case NEWEST -> all.subList(0, kept);
                                default -> all.subList(Math.max(0, all.size() - 1), all.size());
                            });
        }
    }

    private static final class Item {
        private Encoded message;
        private final boolean maySpare;
        /** Whether one of the same key was there before it, and is. */
        private @Nullable Item rival;

        Item(Encoded message) {
            this.message = message;
            maySpare = message.overflow() != null;
        }
    }

    private static final class Model {
        private final Outbox outbox = new Outbox(MAX_MESSAGES, MAX_LENGTH);
        private final List<Item> waiting = new ArrayList<>();
        private final List<Encoded> sent = new ArrayList<>();
        /** Those at the front that have been sent, and go again. */
        private int again;

        private int numbers;
        private int dropped;

        Model() {
            outbox.follow(MOST_FOLLOWED, PositionForm.HISTORY).getOrMake("/KEPT_LATEST_BY");
        }

        static Encoded message(Kind kind, int number, int size) {
            ChannelMessage event = ChannelMessage.of("/" + kind, RawJson.from(number + "-" + "x".repeat(size / 3)))
                    .withLazy(kind == Kind.LAZY);
            HistoryTag tag = kind == Kind.KEPT_LATEST_BY ? new HistoryTag("e", number + 1) : null;
            return Encoded.of(event, tag, overflow(kind, Integer.toString(number % 3)));
        }

        private static @Nullable OverflowTag overflow(Kind kind, String key) {
            return switch (kind) {
                case OLDEST -> new OverflowTag(OverflowTag.Kind.DROP_OLDEST, null, new LongAdder());
                case NEWEST -> new OverflowTag(OverflowTag.Kind.DROP_NEWEST, null, new LongAdder());
                case LATEST -> new OverflowTag(OverflowTag.Kind.LATEST, null, new LongAdder());
                case LATEST_BY, KEPT_LATEST_BY -> new OverflowTag(OverflowTag.Kind.LATEST, key, new LongAdder());
                default -> null;
            };
        }

        static int number(Encoded message) {
            String data = Objects.requireNonNull(((ChannelMessage) message.message()).data())
                    .string();
            return Integer.parseInt(data.substring(0, data.indexOf('-')));
        }

        private static @Nullable String key(Encoded message) {
            OverflowTag overflow = message.overflow();
            return overflow == null || overflow.kind() != OverflowTag.Kind.LATEST
                    ? null
                    : Follows.channel(message) + overflow.key();
        }

        void run(Step step) {
            switch (step.kind()) {
                case TAKE -> take(step.number() % 5 + 1);
                case TAKE_NUMBERED -> takeNumbered();
                case ACKNOWLEDGE -> acknowledge(step.number() % 2 == 0);
                case DROP_LAZY -> {
                    asNew();
                    outbox.dropLazy();
                    dropLazy();
                }
                default -> offer(message(step.kind(), numbers++, step.number()));
            }
        }

        private void take(int most) {
            asNew();
            List<Encoded> expected = new ArrayList<>();
            while (!waiting.isEmpty() && expected.size() < most) {
                expected.add(leave(waiting.get(0)).message);
            }
            assertThat(numbersOf(outbox.take(0, Integer.MAX_VALUE, most))).isEqualTo(numbersOf(expected));
        }

        private void takeNumbered() {
            List<Encoded> expected = new ArrayList<>();
            int all = waiting.size();
            while (expected.size() < all) {
                expected.add(leave(waiting.get(0)).message);
            }
            again = 0;
            // With history a form may be longer than what waited.
            List<Encoded> taken = outbox.takeNumbered(0, Integer.MAX_VALUE).messages();
            assertThat(numbersOf(taken)).isEqualTo(numbersOf(expected));
            sent.addAll(taken);
        }

        private void acknowledge(boolean hasAll) {
            outbox.acknowledge(hasAll ? Long.MAX_VALUE : 0);
            if (!hasAll) {
                for (int i = sent.size() - 1; i >= 0; i--) {
                    Item item = new Item(sent.get(i));
                    waiting.add(0, item);
                    again++;
                }
            }
            sent.clear();
        }

        private static List<Integer> numbersOf(List<Encoded> messages) {
            return messages.stream().map(Model::number).toList();
        }

        private Item leave(Item item) {
            waiting.remove(item);
            waiting.stream().filter(other -> other.rival == item).forEach(other -> other.rival = null);
            return item;
        }

        private void drop(Item item) {
            leave(item);
            dropped++;
        }

        private int size() {
            return waiting.size() + sent.size();
        }

        private long length() {
            return waiting.stream().mapToLong(item -> item.message.length()).sum()
                    + sent.stream().mapToLong(Encoded::length).sum();
        }

        private boolean fits(Encoded message) {
            return size() < MAX_MESSAGES && length() + message.length() <= MAX_LENGTH;
        }

        private void dropLazy() {
            List.copyOf(waiting).stream().filter(item -> item.message.lazy()).forEach(this::drop);
        }

        private @Nullable Item spare(boolean last, OverflowTag.Kind... kinds) {
            List<Item> those = waiting.stream()
                    .skip(again)
                    .filter(item -> item.maySpare
                            && List.of(kinds)
                                    .contains(Objects.requireNonNull(item.message.overflow())
                                            .kind()))
                    .toList();
            return those.isEmpty() ? null : those.get(last ? those.size() - 1 : 0);
        }

        private void offer(Encoded message) {
            OverflowHandler.Offer offer = outbox.offer(message, new ArrayList<>());
            OverflowTag overflow = message.overflow();
            boolean taken;
            if (overflow == null) {
                taken = offerFirm(message);
            } else if (message.length() > MAX_LENGTH) {
                taken = false;
            } else if (overflow.kind() == OverflowTag.Kind.LATEST) {
                taken = offerLatest(message);
            } else {
                taken = offerLossy(message, overflow.kind() == OverflowTag.Kind.DROP_OLDEST);
            }
            dropped += taken ? 0 : 1;
            OverflowHandler.Offer refused =
                    overflow == null ? OverflowHandler.Offer.FULL : OverflowHandler.Offer.DROPPED;
            assertThat(offer).isEqualTo(taken ? OverflowHandler.Offer.TAKEN : refused);
        }

        private boolean add(Encoded message) {
            waiting.add(new Item(message));
            return true;
        }

        private boolean offerFirm(Encoded message) {
            if (!fits(message)) {
                asNew();
                dropLazy();
                shed(message, false, OverflowTag.Kind.DROP_OLDEST, OverflowTag.Kind.LATEST);
                shed(message, true, OverflowTag.Kind.DROP_NEWEST);
            }
            return fits(message) && add(message);
        }

        private void shed(Encoded message, boolean last, OverflowTag.Kind... kinds) {
            Item spare = spare(last, kinds);
            while (!fits(message) && message.length() <= MAX_LENGTH && spare != null) {
                drop(spare);
                spare = spare(last, kinds);
            }
        }

        private boolean offerLossy(Encoded message, boolean oldestGoes) {
            if (!fits(message)) {
                asNew();
                dropLazy();
                if (oldestGoes) {
                    shed(message, false, OverflowTag.Kind.DROP_OLDEST, OverflowTag.Kind.LATEST);
                }
            }
            return fits(message) && add(message);
        }

        /** What goes again is taken back when something is dropped: it gives way no more. */
        private void asNew() {
            for (int i = 0; i < again; i++) {
                waiting.set(i, firm(waiting.get(i)));
            }
            again = 0;
        }

        private static Item firm(Item item) {
            return new Item(Encoded.of((ChannelMessage) item.message.message(), item.message.tag()));
        }

        private boolean offerLatest(Encoded message) {
            String key = key(message);
            Item there = null;
            for (Item item : waiting.subList(again, waiting.size())) {
                there = Objects.equals(key, key(item.message)) ? item : there;
            }
            if (there == null) {
                return offerLossy(message, true);
            }
            boolean last = waiting.get(waiting.size() - 1) == there;
            Item first = null;
            if (message.tag() == null || last) {
                if (length() - there.message.length() + message.length() <= MAX_LENGTH) {
                    there.message = message;
                    dropped++;
                    return true;
                }
                drop(there);
            } else if (there.rival != null) {
                first = there.rival;
                drop(there);
            } else {
                first = there;
            }
            boolean taken = offerLossy(message, true);
            if (taken && first != null && waiting.contains(first)) {
                waiting.get(waiting.size() - 1).rival = first;
            }
            return taken;
        }

        void check() {
            List<Encoded> all = new ArrayList<>();
            outbox.forEach(all::add);
            List<Encoded> expected = new ArrayList<>();
            waiting.subList(0, again).forEach(item -> expected.add(item.message));
            expected.addAll(sent);
            waiting.subList(again, waiting.size()).forEach(item -> expected.add(item.message));
            assertThat(numbersOf(all)).isEqualTo(numbersOf(expected));
            assertThat(outbox.size()).isEqualTo(size());
            assertThat(outbox.length()).isEqualTo(length());
            assertThat(outbox.dropped()).isEqualTo(dropped);
            assertThat(outbox.isEmpty()).isEqualTo(waiting.isEmpty());
            assertThat(outbox.hasUrgent()).isEqualTo(waiting.stream().anyMatch(item -> !item.message.lazy()));
            assertThat(outbox.tail()).isEqualTo(outbox.head() + waiting.size());
        }
    }
}
