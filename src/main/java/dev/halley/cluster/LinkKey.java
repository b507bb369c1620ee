package dev.halley.cluster;

import java.nio.file.Path;

/**
 * The key and certificate that all nodes share.
 *
 * <p>Thread-safety: immutable.
 *
 * @param keystore a PKCS12 file
 * @param truststore a PKCS12 file with the certificates that are trusted; the keystore where that is the only one
 * @param password of both
 */
record LinkKey(Path keystore, Path truststore, String password) {

    /** Without the password. */
    @Override
    public String toString() {
        return "LinkKey[" + keystore + ", " + truststore + "]";
    }
}
