package dev.halley.testkit;

import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.CDI;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Finds out whether weld-junit5 starts CDI for a test, without needing it.
 *
 * <p>Thread-safety: immutable.
 */
final class ByWeldJunit {

    private static final String PACKAGE = "org.jboss.weld.junit5.";

    private ByWeldJunit() {}

    /** @return whether the class, one that it is nested in, or one of their annotations names an extension of weld-junit5 */
    static boolean runs(Class<?> testClass) {
        for (Class<?> type = testClass; type != null; type = type.getEnclosingClass()) {
            if (AnnotationSupport.findRepeatableAnnotations(type, ExtendWith.class).stream()
                    .flatMap(extended -> Stream.of(extended.value()))
                    .anyMatch(extension -> extension.getName().startsWith(PACKAGE))) {
                return true;
            }
        }
        return false;
    }

    /**
     * @return that of the container which weld-junit5 has started for this test
     * @throws IllegalStateException if it has not started one yet
     */
    static BeanManager container() {
        try {
            return CDI.current().getBeanManager();
        } catch (IllegalStateException notYet) {
            throw new IllegalStateException(
                    "weld-junit5 has not started CDI yet: name @EnableWeld or @EnableAutoWeld before @HalleyTest.",
                    notYet);
        }
    }
}
