package org.example;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;

/** Starts it, and says where it is. */
@SpringBootApplication
public class Application {

    public static void main(String[] arguments) {
        var context = (ServletWebServerApplicationContext) SpringApplication.run(Application.class, arguments);
        System.out.println("Halley is ready: http://localhost:" + context.getWebServer().getPort() + "/");
    }
}
