package dev.halley.oort.core;

import dev.halley.cluster.runtime.WireInput;
import dev.halley.cluster.runtime.WireOutput;
import dev.halley.json.RawJson;

/**
 * The answer of a node.
 *
 * <p>Thread-safety: immutable.
 *
 * @param text JSON if it is a result, else words for people, which may be empty
 */
record CallAnswer(CallStatus status, String text) {

    private static final int VERSION = 1;

    static CallAnswer of(CallStatus status) {
        return new CallAnswer(status, "");
    }

    static CallAnswer result(RawJson json) {
        return new CallAnswer(CallStatus.RESULT, json.text());
    }

    /** @throws IllegalArgumentException if the bytes are none */
    static CallAnswer decode(byte[] bytes) {
        return WireInput.read("An answer", bytes, in -> {
            in.require(in.octet() == VERSION, "an unknown version");
            CallStatus status = in.constant(CallStatus.all());
            return status == CallStatus.RESULT ? result(in.json()) : new CallAnswer(status, in.text());
        });
    }

    byte[] encode() {
        return new WireOutput()
                .octet(VERSION)
                .octet(status.ordinal())
                .text(text)
                .toBytes();
    }
}
