package org.example;

import dev.halley.api.BayeuxServer;
import dev.halley.boot.Boot;
import dev.halley.service.Service;
import dev.halley.service.Services;
import jakarta.servlet.ServletContext;
import java.util.Map;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** Starts the server with Spring's web server, makes it a bean, and registers the beans that are services. */
@Configuration(proxyBeanMethods = false)
public class HalleyConfiguration {

    @Bean
    ServletContextInitializer halley() {
        return context -> Boot.register(context, Map.of("timeout", "15000"), "/cometd/*");
    }

    /** There when the web server has started: to be injected with {@code @Lazy}. */
    @Bean
    @Lazy
    BayeuxServer bayeuxServer(ServletContext context) {
        return (BayeuxServer) context.getAttribute(BayeuxServer.ATTRIBUTE);
    }

    @Bean
    SmartInitializingSingleton halleyServices(ApplicationContext beans, @Lazy BayeuxServer server) {
        return () -> {
            Services services = new Services(server);
            beans.getBeansWithAnnotation(Service.class).values().forEach(services::register);
        };
    }
}
