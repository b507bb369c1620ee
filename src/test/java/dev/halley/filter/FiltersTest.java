package dev.halley.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.MessageFilter;
import dev.halley.api.Registration;
import dev.halley.api.ServerChannelListener.MessageListener;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Request;
import dev.halley.testing.RawClient;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Public, as the classes in it must be reachable. */
public class FiltersTest {

    private static final String FILE = "/WEB-INF/filters.json";

    private final InProcessServer plain = InProcessServer.start(new Setup());
    private final RawClient publisher = new RawClient(plain);
    private final RawClient subscriber = new RawClient(plain);

    @AfterEach
    void stop() {
        plain.close();
    }

    private void filters(String file) {
        chain(file).addTo(plain.bayeux());
    }

    private static FilterChain chain(String file) {
        byte[] bytes = file.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return new FilterFactory(FiltersTest.class.getClassLoader(), type -> Optional.empty())
                .make(FILE, FilterFile.read(FILE, bytes));
    }

    /** @return what the subscriber gets of it */
    private String filtered(String channel, String data) {
        subscriber.subscribe(channel);
        publisher.publish(channel, data);
        return String.join("", subscriber.takeReceived());
    }

    private void assertDeleted(String channel, String data) {
        publisher.takeReceived();
        assertThat(filtered(channel, data)).isEmpty();
        assertThat(publisher.takeReceived()).singleElement().asString().contains("404::message_deleted");
    }

    @Test
    void noMarkupTurnsBracketsIntoEntitiesAtAnyDepthAndLeavesNamesAlone() {
        filters("[{'channels':'/**','filter':'NoMarkupFilter'}]");

        assertThat(filtered("/a", "{'<b>':['<i>',{'x':'a<b>c'}],'n':1.50,'z':null,'t':true}"))
                .contains(
                        "\"data\":{\"<b>\":[\"&lt;i&gt;\",{\"x\":\"a&lt;b&gt;c\"}],\"n\":1.50,\"z\":null,\"t\":true}");
        assertThat(filtered("/b", "'<'")).contains("\"data\":\"&lt;\"");
    }

    @Test
    void dataInWhichNothingChangesGoesOnAsItCame() {
        filters("[{'channels':'/**','filter':'NoMarkupFilter'}]");

        assertThat(filtered("/a", "{ 'a' : [1.0,  2e2] }")).contains("\"data\":{ \"a\" : [1.0,  2e2] }");
    }

    @Test
    void noScriptsTurnsScriptsIntoSpansAndLeavesOtherMarkup() {
        filters("[{'channels':'/**','filter':'NoScriptsFilter'}]");

        assertThat(filtered("/a", "'<b>x</b><SCRIPT src=y>z</ script >'"))
                .contains("\"data\":\"<b>x</b><span src=y>z</ span >\"");
        assertThat(filtered("/b", "'<scripture>'")).contains("\"data\":\"<scripture>\"");
    }

    @Test
    void regexReplacesInOrderInEveryString() {
        filters("[{'channels':'/**','filter':'RegexFilter','init':[['a','b'],['b+','$0c']]}]");

        assertThat(filtered("/a", "{'x':['aa','z']}")).contains("\"data\":{\"x\":[\"bbc\",\"z\"]}");
    }

    @Test
    void regexWithNullDeletesMessagesInWhichAStringMatchesAsAWhole() {
        filters("[{'channels':'/**','filter':'RegexFilter','init':[['bad',null]]}]");

        assertDeleted("/a", "{'x':['bad']}");
        assertThat(filtered("/b", "{'x':'not bad'}")).contains("not bad");
    }

    /** The example of the article of 2008, with its double backslash as JSON has it. */
    private static final String SEED =
            "[{'channels':'/**','filter':'org.mortbay.cometd.filter.NoMarkupFilter','init':{}},"
                    + "{'channels':'/chat/*','filter':'org.mortbay.cometd.filter.RegexFilter',"
                    + "'init':[['[fF].ck','dang'],['teh','the']]},"
                    + "{'channels':'/chat/**','filter':'org.mortbay.cometd.filter.RegexFilter',"
                    + "'init':[['[Mm]icrosoft','Micro\\\\$oft'],['.*tomcat.*',null]]}]";

    @Test
    void theExampleOfTheFirstGenerationWorks() {
        filters(SEED);

        assertThat(filtered("/other", "'<teh> tomcat'")).contains("\"data\":\"&lt;teh&gt; tomcat\"");
        assertThat(filtered("/chat/demo", "{'chat':'<teh> fuck Microsoft'}"))
                .contains("{\"chat\":\"&lt;the&gt; dang Micro$oft\"}");
        assertThat(filtered("/chat/a/b", "{'chat':'teh microsoft'}")).contains("{\"chat\":\"teh Micro$oft\"}");
        assertDeleted("/chat/demo", "{'chat':'I like tomcat best'}");
    }

    @Test
    void filtersRunInTheOrderOfTheFileWhateverTheirPatterns() {
        filters("[{'channels':'/a/b','filter':'RegexFilter','init':[['1','2']]},"
                + "{'channels':'/**','filter':'RegexFilter','init':[['2','3']]},"
                + "{'channels':'/a/*','filter':'RegexFilter','init':[['3','4']]}]");

        assertThat(filtered("/a/b", "'1'")).contains("\"data\":\"4\"");
        assertThat(filtered("/a/c", "'2'")).contains("\"data\":\"4\"");
        assertThat(filtered("/c", "'1'")).contains("\"data\":\"1\"");
    }

    @Test
    void whatTheServerPublishesIsFilteredToo() {
        filters("[{'channels':'/**','filter':'NoMarkupFilter'}]");
        subscriber.subscribe("/a");

        plain.bayeux().createChannel("/a").publish(null, "<");

        assertThat(subscriber.received()).singleElement().asString().contains("&lt;");
    }

    @Test
    void listenersSeeWhatTheFiltersHaveLeft() {
        filters("[{'channels':'/a/**','filter':'NoMarkupFilter'}]");
        List<String> seen = new ArrayList<>();
        plain.bayeux().createChannel("/a/**").addListener((MessageListener) (from, message) -> {
            seen.add(String.valueOf(message.data()));
            return Verdict.pass();
        });

        publisher.publish("/a/b", "'<'");

        assertThat(seen).containsExactly("\"&lt;\"");
    }

    @Test
    void listenersOnWiderPatternsSeeWhatTheFiltersHaveLeftTooHoweverEarlyTheyCame() {
        List<String> seen = new ArrayList<>();
        plain.bayeux().createChannel("/**").addListener((MessageListener) (from, message) -> {
            seen.add(message.channel() + " " + message.data());
            return Verdict.pass();
        });
        filters("[{'channels':'/a/**','filter':'NoMarkupFilter'}]");

        publisher.publish("/a/b", "'<'");
        publisher.publish("/b", "'<'");

        assertThat(seen).containsExactly("/a/b \"&lt;\"", "/b \"<\"");
    }

    @Test
    void aFilterByCodeThatThrowsFailsTheMessageWhoeverPublishes() {
        plain.bayeux().addFilter(new MessageFilter() {
            @Override
            public boolean concerns(ChannelId channel) {
                return channel.toString().equals("/a");
            }

            @Override
            public Verdict<Request.Publish> filter(@Nullable ServerSession from, Request.Publish message) {
                throw new IllegalStateException("broken");
            }
        });

        assertThat(filtered("/a", "1")).isEmpty();
        assertThat(publisher.takeReceived()).singleElement().asString().containsPattern("500:[0-9a-z]+:internal_error");
        assertThat(plain.bayeux().createChannel("/a").publish(null, 1)).isFalse();
        assertThat(filtered("/b", "1")).isNotEmpty();
        assertThat(plain.takeFailures()).hasSize(2);
    }

    /** Notes for which channels it was asked. */
    private record Asked(List<String> channels) implements DataFilter {
        @Override
        public @Nullable RawJson filter(@Nullable ServerSession from, String channel, RawJson data) {
            channels.add(channel);
            return data;
        }
    }

    @Test
    void onceClosedNothingIsFiltered() {
        List<String> channels = new ArrayList<>();
        Registration registration = new FilterChain(List.of(
                        new FilterChain.Step(List.of(ChannelId.of("/a/*"), ChannelId.of("/a/b")), new Asked(channels))))
                .addTo(plain.bayeux());
        publisher.publish("/a/b", "1");
        publisher.publish("/a/b/c", "1");
        publisher.publish("/a", "1");

        registration.close();
        publisher.publish("/a/b", "1");

        assertThat(channels).containsExactly("/a/b");
    }

    @Test
    void serviceChannelsAreFilteredWhereAPatternSaysSo() {
        filters("[{'channels':'/service/**','filter':'NoMarkupFilter'}]");
        List<String> seen = new ArrayList<>();
        plain.bayeux().createChannel("/service/a").addListener((MessageListener) (from, message) -> {
            seen.add(String.valueOf(message.data()));
            return Verdict.pass();
        });

        publisher.publish("/service/a", "'<'");
        publisher.send("{'channel':'/service/a','clientId':'ID'}");

        assertThat(seen).containsExactly("\"&lt;\"", "null");
    }

    @Test
    void channelsThatNoFilterIsForHaveNone() {
        filters(
                "[{'channels':'/chat/**','filter':'NoMarkupFilter'},{'channels':'/chat/*','filter':'NoScriptsFilter'}]");

        assertThat(plain.bayeux().channels()).isEmpty();
        assertThat(filtered("/other", "'<'")).contains("\"data\":\"<\"");
    }

    @Test
    void dataThatAFilterCannotReadIsRefusedAndDoesNotPassUnfiltered() {
        filters("[{'channels':'/**','filter':'NoMarkupFilter'}]");

        assertThat(filtered("/a", "['<script>'," + "9".repeat(RawJson.MAX_NUMBER_LENGTH + 1) + "]"))
                .isEmpty();
        assertThat(publisher.received()).singleElement().asString().contains("400:data:field_invalid");
    }

    public static class Broken implements DataFilter {
        @Override
        public @Nullable RawJson filter(@Nullable ServerSession from, String channel, RawJson data) {
            throw new IllegalStateException("broken");
        }
    }

    @Test
    void aFilterThatThrowsLetsNothingPass() {
        filters("[{'channels':'/**','filter':'" + Broken.class.getName() + "'}]");

        assertThat(filtered("/a", "1")).isEmpty();
        assertThat(publisher.received()).singleElement().asString().containsPattern("500:[0-9a-z]+:internal_error");
        assertThat(plain.events().named("userCodeFailed"))
                .singleElement()
                .asString()
                .contains("the filter " + Broken.class.getName() + " on [/**]");
        assertThat(plain.takeFailures()).singleElement().hasToString("java.lang.IllegalStateException: broken");
    }

    public static class Own implements DataFilter {
        private String suffix = "";

        @Override
        public void init(RawJson init) {
            suffix = init.string();
        }

        @Override
        public @Nullable RawJson filter(@Nullable ServerSession from, String channel, RawJson data) {
            return RawJson.from(data.string() + suffix + channel + (from == null));
        }
    }

    @Test
    void aFilterOfTheApplicationIsSetUpAndKnowsSenderAndChannel() {
        filters("[{'channels':'/**','class':'" + Own.class.getName() + "','init':'!'}]");

        assertThat(filtered("/a", "'x'")).contains("\"data\":\"x!/afalse\"");
    }

    @Test
    void aFilterMayBeABean() {
        Own bean = new Own();
        FilterFactory factory = new FilterFactory(
                FiltersTest.class.getClassLoader(), type -> type == Own.class ? Optional.of(bean) : Optional.empty());
        byte[] file = ("[{\"channels\":\"/**\",\"filter\":\"" + Own.class.getName() + "\",\"init\":\"?\"}]")
                .getBytes(StandardCharsets.UTF_8);

        factory.make(FILE, FilterFile.read(FILE, file));

        assertThat(bean.suffix).isEqualTo("?");
    }

    public static class NoConstructor implements DataFilter {
        public NoConstructor(String needed) {}

        @Override
        public @Nullable RawJson filter(@Nullable ServerSession from, String channel, RawJson data) {
            return data;
        }
    }

    private static final String WRONG = "[{'channels':'/a','filter':'NoSuchFilter'},"
            + "{'channels':'/a','filter':'NoMarkupFilter'},"
            + "{'channels':'/a','filter':'java.lang.String'},"
            + "{'channels':'/a','filter':'" + NoConstructor.class.getName() + "'},"
            + "{'channels':'/a','filter':'RegexFilter'},"
            + "{'channels':'/a','filter':'RegexFilter','init':[['a']]},"
            + "{'channels':'/a','filter':'RegexFilter','init':[['a','b'],['(',null]]},"
            + "{'channels':'/a','filter':'RegexFilter','init':[['a','$1']]}]";

    @Test
    void everyFilterThatCannotBeMadeIsToldWithTheNumberOfItsEntry() {
        assertThatThrownBy(() -> chain(WRONG)).isInstanceOfSatisfying(FilterFileException.class, e -> assertThat(
                        e.problems())
                .containsExactly(
                        entry(
                                1,
                                "There is no filter or class 'NoSuchFilter'; ready-made are NoMarkupFilter,"
                                        + " NoScriptsFilter, RegexFilter."),
                        entry(3, "The class java.lang.String is no dev.halley.filter.DataFilter."),
                        entry(
                                4,
                                "The class " + NoConstructor.class.getName() + " has no public constructor"
                                        + " without parameters that works, and is no bean."),
                        entry(
                                5,
                                "A RegexFilter takes an array of pairs, each a regular expression and its"
                                        + " replacement, a string or null; this is no array."),
                        entry(
                                6,
                                "A RegexFilter takes an array of pairs, each a regular expression and its"
                                        + " replacement, a string or null; number 1 is none."),
                        entry(
                                7,
                                "A RegexFilter takes an array of pairs, each a regular expression and its"
                                        + " replacement, a string or null; the expression of number 2 is wrong: Unclosed"
                                        + " group."),
                        entry(
                                8,
                                "A RegexFilter takes an array of pairs, each a regular expression and its"
                                        + " replacement, a string or null; the replacement of number 1 names a group that"
                                        + " the expression does not have, or ends in the middle of something.")));
    }

    private static String entry(int number, String problem) {
        return "Entry " + number + " of the filter file " + FILE + ": " + problem;
    }
}
