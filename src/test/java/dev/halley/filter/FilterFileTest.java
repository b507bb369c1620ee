package dev.halley.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterFileTest {

    private static final String NAME = "/WEB-INF/filters.json";

    @Test
    void entriesComeInTheOrderOfTheFileWithTheirInitAsItStands() {
        List<FilterEntry> entries = read("""
                [{"channels":"/**","filter":"org.mortbay.cometd.filter.NoMarkupFilter","init":{}},
                 {"channels":"/chat/*","filter":"RegexFilter","init":[["[fF].ck","dang"],["teh","the"]]},
                 {"channels":"/chat/demo","class":"com.example.Own"}]
                """);

        assertThat(entries)
                .containsExactly(
                        new FilterEntry(
                                ChannelId.of("/**"), "org.mortbay.cometd.filter.NoMarkupFilter", RawJson.EMPTY_OBJECT),
                        new FilterEntry(
                                ChannelId.of("/chat/*"),
                                "RegexFilter",
                                RawJson.parse("[[\"[fF].ck\",\"dang\"],[\"teh\",\"the\"]]")),
                        new FilterEntry(ChannelId.of("/chat/demo"), "com.example.Own", RawJson.NULL));
    }

    @Test
    void theFileThatTheWarShipsTakesMarkupOutOfTheChat() throws Exception {
        byte[] shipped = Files.readAllBytes(Path.of("src/main/webapp/WEB-INF/filters.json"));

        assertThat(FilterFile.read(NAME, shipped))
                .containsExactly(new FilterEntry(ChannelId.of("/chat/**"), "NoMarkupFilter", RawJson.EMPTY_OBJECT));
    }

    @Test
    void noEntriesAreFine() {
        assertThat(read("[]")).isEmpty();
    }

    @Test
    void aByteOrderMarkMayStandBeforeTheFile() {
        assertThat(read("\uFEFF[{\"channels\":\"/a\",\"filter\":\"F\"}]")).hasSize(1);
    }

    @Test
    void malformedJsonIsToldWithFileLineAndColumn() {
        assertThat(problemsOf("[\n  {\"channels\":\"/**\",}\n]"))
                .singleElement()
                .asString()
                .startsWith("The filter file /WEB-INF/filters.json is not JSON: ")
                .contains("line 2", "column");
    }

    @Test
    void bytesThatAreNotUtf8AreTold() {
        byte[] latin1 = "[\"\u00e4\"]".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(catchThrowableOfType(FilterFileException.class, () -> FilterFile.read(NAME, latin1)))
                .hasMessageContaining("UTF-8");
    }

    @Test
    void somethingElseThanAnArrayIsTold() {
        assertThat(problemsOf("{}"))
                .containsExactly("The filter file /WEB-INF/filters.json must hold a JSON array of objects.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            7                                          | must be an object with 'channels' and 'filter'.
            {"filter":"F"}                             | must have 'channels', a string:
            {"channels":["/a"],"filter":"F"}           | must have 'channels', a string:
            {"channels":"/a/**/b","filter":"F"}        | has '/a/**/b' as 'channels', which is neither
            {"channels":"/a"}                          | must have 'filter', a string:
            {"channels":"/a","filter":" "}             | must have 'filter', a string:
            {"channels":"/a","class":null}             | must have 'class', a string:
            {"channels":"/a","filter":"F","class":"F"} | has both 'filter' and 'class', its older name;
            {"channels":"/a","filter":"F","inits":1}   | has the member 'inits'; known are 'channels',
            """)
    void aWrongMemberIsToldWithItsEntry(String entry, String fault) {
        assertThat(problemsOf("[" + entry + "]"))
                .singleElement()
                .asString()
                .startsWith("Entry 1 of the filter file /WEB-INF/filters.json " + fault);
    }

    @Test
    void allFaultsAreToldAtOnceEachWithItsEntrysNumber() {
        assertThat(problemsOf("[{\"channels\":\"a\",\"filter\":1},{\"channels\":\"/a\",\"filter\":\"F\"},null]"))
                .hasSize(3)
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("Entry 1 "),
                        second -> assertThat(second).startsWith("Entry 1 "),
                        third -> assertThat(third).startsWith("Entry 3 "));
    }

    private static List<FilterEntry> read(String json) {
        return FilterFile.read(NAME, json.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> problemsOf(String json) {
        return catchThrowableOfType(FilterFileException.class, () -> read(json)).problems();
    }
}
