package dev.halley.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.json.RawJson;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients of Salesforce's read in the data of an event. */
class ReplayDataTest {

    private static final HistoryTag TAG = HistoryTag.replay("e", 7, Instant.parse("2026-11-29T08:00:00Z"));
    private static final String DATE = "'createdDate':'2026-11-29T08:00:00.000Z'";

    private static String written(String data) {
        ChannelMessage event = ChannelMessage.of("/a", RawJson.parse(data.replace('\'', '"')));
        String text = Encoded.of(event, TAG).text().replace('"', '\'');
        String start = "{'channel':'/a','data':";
        assertThat(text).startsWith(start).endsWith("}");
        return text.substring(start.length(), text.length() - 1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                               | {'event':{'replayId':7,DATE}}
            {'sobject':{'Id':1.50}}          | {'sobject':{'Id':1.50},'event':{'replayId':7,DATE}}
            {'event':{'type':'x'},'b':1}     | {'event':{'type':'x','replayId':7,DATE},'b':1}
            {'event':{'replayId':99,'a':1}}  | {'event':{'replayId':7,'a':1,DATE}}
            {'payload':{'CreatedDate':null}} | {'payload':{'CreatedDate':null},'event':{'replayId':7,DATE}}
            {'payload':'text'}               | {'payload':'text','event':{'replayId':7,DATE}}
            """)
    void saysWhereItStandsAndWhenItWasPublished(String data, String expected) {
        assertThat(written(data)).isEqualTo(expected.replace("DATE", DATE));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'event':{'createdDate':'then'}}         | {'event':{'createdDate':'then','replayId':7}}
            {'payload':{'CreatedDate':'then'}}       | {'payload':{'CreatedDate':'then'},'event':{'replayId':7}}
            {'payload':{'ChangeEventHeader':{'commitTimestamp':5}}} \
            | {'payload':{'ChangeEventHeader':{'commitTimestamp':5}},'event':{'replayId':7}}
            """)
    void keepsTheDateThatIsThere(String data, String expected) {
        assertThat(written(data)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'text'", "5", "null", "true", "[{'event':{}}]", "{'event':'mine'}", "{'event':null}"})
    void isLeftAloneWhereThereIsNoPlaceForThat(String data) {
        assertThat(written(data)).isEqualTo(data);
    }

    @Test
    void ofAnEventWithoutDataIsNone() {
        ChannelMessage event = ChannelMessage.of("/a", RawJson.NULL).withData(null);
        assertThat(Encoded.of(event, TAG).text()).isEqualTo("{\"channel\":\"/a\"}");
    }

    @Test
    void isTheSameWhereMessagesBeforeItWereLeftOut() {
        ChannelMessage event = ChannelMessage.of("/a", RawJson.parse("{}"));
        assertThat(Encoded.of(event, TAG.writingEpoch().after(3)).text())
                .isEqualTo(Encoded.of(event, TAG).text());
    }
}
