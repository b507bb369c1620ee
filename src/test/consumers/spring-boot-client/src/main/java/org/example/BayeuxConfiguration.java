package org.example;

import dev.halley.client.BayeuxClient;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
public class BayeuxConfiguration {

    /** Spring closes it, which tells the server that the client has gone. */
    @Bean
    BayeuxClient bayeuxClient(@Value("${bayeux.url}") String url) {
        return BayeuxClient.builder(url).build();
    }
}
