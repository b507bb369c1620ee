package dev.halley.demo;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * As whom the chat knows the sessions of somebody. A mark tells people of one name apart: it comes of a key that the client keeps to itself,
 * so that nobody else can have it.
 *
 * <p>Thread-safety: immutable.
 *
 * @param name what others read
 * @param mark {@value #MARK_LENGTH} hexadecimal digits; empty for a client that has no key
 */
record Person(String name, String mark) {

    static final int MARK_LENGTH = 16;

    /** Between the name and the mark; in no name. */
    private static final char SEPARATOR = '\n';

    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}+");

    /** @return the name of which the client has said this: without blanks around it, and in one line */
    static String nameIn(String said) {
        return CONTROLS.matcher(said).replaceAll(" ").strip();
    }

    /** @return the mark of who has the key */
    static String markOf(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, MARK_LENGTH / 2);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256.", impossible);
        }
    }

    /** @return a text that no other person has */
    String address() {
        return mark.isEmpty() ? name : name + SEPARATOR + mark;
    }

    /** @return the name of the person who has the address */
    static String nameAt(String address) {
        int end = address.indexOf(SEPARATOR);
        return end < 0 ? address : address.substring(0, end);
    }

    /** @return what others are told, with the name under this field */
    Map<String, Object> as(String field) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put(field, name);
        if (!mark.isEmpty()) {
            told.put("person", mark);
        }
        return told;
    }
}
