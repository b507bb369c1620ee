package dev.halley;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Finds classes that were cut in pieces without being parted: an owner has a field of a class of its package, and that class
 * takes the owner as a parameter. A record that only carries other parts hides none of them; a function is no part. Such pairs are listed in {@code mutual-owners.txt}, the owner first, and the list only becomes
 * shorter.
 */
class MutualOwnersTest {

    @Test
    void noPartTakesItsOwnerBackButTheListedOnes() {
        Set<ClassPair> found = pairs(MainCode.CLASSES);
        Set<ClassPair> listed = ClassPair.listed("mutual-owners.txt").keySet();

        assertThat(without(found, listed))
                .as("the first has a field of the second, which takes the first as a parameter; "
                        + "give it what it needs of the first, or make one class of both")
                .isEmpty();
        assertThat(without(listed, found))
                .as("listed, but not so any more; take the line out")
                .isEmpty();
    }

    @Test
    void findsPartsThatTakeTheirOwnerBackAlsoBehindARecord() {
        Set<ClassPair> found = pairs(new ClassFileImporter()
                .importClasses(
                        SampleOwner.class,
                        SamplePart.class,
                        SampleCarrier.class,
                        SampleCarried.class,
                        SampleElement.class,
                        SampleCallback.class));

        assertThat(found)
                .containsExactlyInAnyOrder(
                        new ClassPair("SampleOwner", "SamplePart"),
                        new ClassPair("SampleOwner", "SampleCarried"),
                        new ClassPair("SampleOwner", "SampleElement"));
    }

    private static Set<ClassPair> without(Set<ClassPair> pairs, Set<ClassPair> others) {
        Set<ClassPair> rest = new TreeSet<>(pairs);
        rest.removeAll(others);
        return rest;
    }

    /** @return the pairs of owners and parts that take them back */
    static Set<ClassPair> pairs(Iterable<JavaClass> classes) {
        Set<ClassPair> pairs = new TreeSet<>();
        for (JavaClass type : classes) {
            for (JavaClass part : partsOf(type)) {
                if (takes(part, MainCode.fileOf(type))) {
                    pairs.add(new ClassPair(MainCode.nameOf(type), MainCode.nameOf(part)));
                }
            }
        }
        return pairs;
    }

    /** @return what it has fields of; what a record only carries is a part, too */
    private static Set<JavaClass> partsOf(JavaClass type) {
        Set<JavaClass> parts = new HashSet<>();
        Deque<JavaClass> open = new ArrayDeque<>(List.of(type));
        while (!open.isEmpty()) {
            open.pop().getFields().stream()
                    .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                    .filter(field -> !field.getRawType().getPackageName().equals("java.util.function"))
                    .flatMap(field -> field.getAllInvolvedRawTypes().stream())
                    .filter(part -> areNeighbours(type, part))
                    .filter(parts::add)
                    .filter(JavaClass::isRecord)
                    .forEach(open::push);
        }
        return parts;
    }

    private static boolean takes(JavaClass part, JavaClass owner) {
        return part.getCodeUnits().stream()
                .filter(MutualOwnersTest::isWritten)
                .flatMap(method -> method.getRawParameterTypes().stream())
                .anyMatch(owner::equals);
    }

    /** Lambdas become methods that take what they use: nobody wrote these. */
    private static boolean isWritten(JavaCodeUnit method) {
        return !method.getModifiers().contains(JavaModifier.SYNTHETIC);
    }

    private static boolean areNeighbours(JavaClass one, JavaClass other) {
        return one.getPackageName().equals(other.getPackageName())
                && !MainCode.fileOf(one).equals(MainCode.fileOf(other));
    }
}

/** Has three parts that take it back, and a function that may use a fourth. */
final class SampleOwner {
    private final SamplePart part = new SamplePart();
    private final SampleCarrier carrier = new SampleCarrier(new SampleCarried(this));
    private final List<SampleElement> elements = List.of(new SampleElement());
    private final Consumer<SampleCallback> callback = called -> called.take(this);

    void use() {
        part.take(this);
        carrier.carried().take();
        elements.forEach(element -> element.take(this));
        callback.accept(new SampleCallback());
    }
}

final class SamplePart {
    void take(SampleOwner owner) {
        owner.use();
    }
}

record SampleCarrier(SampleCarried carried) {}

final class SampleCarried {
    private final Runnable back;

    SampleCarried(SampleOwner owner) {
        back = () -> owner.use();
    }

    void take() {
        back.run();
    }
}

final class SampleElement {
    void take(SampleOwner owner) {
        owner.use();
    }
}

final class SampleCallback {
    void take(SampleOwner owner) {
        owner.use();
    }
}
