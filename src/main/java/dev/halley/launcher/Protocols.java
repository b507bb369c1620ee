package dev.halley.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.Collections;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * What connections speak: HTTP/1.1, or TLS with HTTP/2 and HTTP/1.1 in it.
 *
 * <p>Thread-safety: immutable.
 */
final class Protocols {

    private Protocols() {}

    /** @throws KeyStoreException if there is no key to be had, with a sentence that says why */
    static ConnectionFactory[] of(Options options) throws KeyStoreException {
        HttpConfiguration http = http(options);
        if (options.tls().isEmpty()) {
            return new ConnectionFactory[] {new HttpConnectionFactory(http)};
        }
        // Which names the certificate has is the browser's to check.
        http.addCustomizer(new SecureRequestCustomizer(false));
        HttpConnectionFactory http1 = new HttpConnectionFactory(http);
        HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(http);
        // A held poll is a stream that does nothing.
        http2.setStreamIdleTimeout(0);
        // Browsers open WebSockets by HTTP/1.1 then.
        http2.setConnectProtocolEnabled(false);
        ALPNServerConnectionFactory choice = new ALPNServerConnectionFactory();
        choice.setDefaultProtocol(http1.getProtocol());
        SslConnectionFactory tls = new SslConnectionFactory(keys(options.tls().orElseThrow()), choice.getProtocol());
        return new ConnectionFactory[] {tls, choice, http2, http1};
    }

    private static HttpConfiguration http(Options options) {
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(options.requestHeaderSize());
        // Jetty's cache of header fields takes 85 KB for each connection: most of what a held poll would cost.
        http.setHeaderCacheSize(0);
        return http;
    }

    private static SslContextFactory.Server keys(Options.Tls tls) throws KeyStoreException {
        SslContextFactory.Server keys = new SslContextFactory.Server();
        keys.setKeyStore(keyStore(tls));
        keys.setKeyStorePassword(tls.password());
        return keys;
    }

    private static KeyStore keyStore(Options.Tls tls) throws KeyStoreException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(tls.keystore())) {
            store.load(file, tls.password().toCharArray());
        } catch (IOException | GeneralSecurityException unreadable) {
            throw new KeyStoreException(
                    "cannot read the key store " + tls.keystore() + ": it is not in the format PKCS#12, or its password"
                            + " is another (" + unreadable.getMessage() + ")",
                    unreadable);
        }
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                return store;
            }
        }
        throw new KeyStoreException("the key store " + tls.keystore() + " holds no key");
    }
}
