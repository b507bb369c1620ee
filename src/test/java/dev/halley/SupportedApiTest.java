package dev.halley;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.halley.testkit.CoreDoor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds what applications may rely on: each public type is listed either as supported API or as public for technical reasons, and
 * whoever programs against the supported ones meets no others.
 */
class SupportedApiTest {

    private static final Set<String> SUPPORTED = names("supported-api.txt");
    private static final Set<String> NOT_API = names("public-not-api.txt");

    private static final Pattern SINCE = Pattern.compile("\\* @since (\\S+)\\R");
    private static final Pattern DECLARATION =
            Pattern.compile("(?m)^public (?:\\w+ )*(?:class|interface|enum|record|@interface) ");

    private static Set<String> names(String list) {
        try (InputStream file = SupportedApiTest.class.getResourceAsStream(list)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return the public types of the product and of the test kit; nested ones go with those that they are in */
    private static Set<String> publicTypes() {
        var testkit = new ClassFileImporter()
                .importPackages("dev.halley.testkit").stream()
                        // For our own tests: not in the test kit's jar.
                        .filter(type -> !type.isEquivalentTo(CoreDoor.class));
        return Stream.concat(MainCode.CLASSES.stream(), testkit)
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> type.getMethods().stream().noneMatch(method -> method.isAnnotatedWith(Test.class)))
                .map(JavaClass::getName)
                .filter(name -> !name.endsWith(".package-info"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyPublicTypeIsListedOnce() {
        Set<String> there = publicTypes();
        Set<String> listed = new TreeSet<>(SUPPORTED);
        listed.addAll(NOT_API);

        assertThat(without(there, listed))
                .as("public types that neither supported-api.txt nor public-not-api.txt lists")
                .isEmpty();
        assertThat(without(listed, there))
                .as("listed, but not public or not there")
                .isEmpty();
        assertThat(SUPPORTED).doesNotContainAnyElementsOf(NOT_API);
    }

    private static Set<String> without(Set<String> all, Set<String> others) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(others);
        return rest;
    }

    @Test
    void whatIsSupportedMentionsNothingElse() throws ClassNotFoundException {
        List<String> leaks = new ArrayList<>();
        for (String name : SUPPORTED) {
            inspect(Class.forName(name, false, SupportedApiTest.class.getClassLoader()), leaks);
        }

        assertThat(leaks).isEmpty();
    }

    @Test
    void eachSupportedTypeSaysSinceWhichVersion() throws Exception {
        Set<String> versions = new TreeSet<>(ChangelogTest.versions());
        versions.add(ArtifactPomsTest.builtVersion().replace("-SNAPSHOT", ""));

        for (String name : SUPPORTED) {
            Matcher since = SINCE.matcher(documentation(name));
            assertThat(since.find()).as(name + " has @since").isTrue();
            assertThat(since.group(1)).as(name).isIn(versions);
        }
    }

    /** @return the source up to the declaration of the type */
    private static String documentation(String name) throws IOException {
        String file = name.replace('.', '/') + ".java";
        Path main = Path.of("src/main/java", file);
        String source = Files.readString(Files.exists(main) ? main : Path.of("src/test/java", file));
        Matcher declaration = DECLARATION.matcher(source);
        assertThat(declaration.find()).as("the declaration of " + name).isTrue();
        return source.substring(0, declaration.start());
    }

    @Test
    void whatIsDeprecatedSaysSinceWhichVersion() throws ClassNotFoundException {
        List<String> silent = new ArrayList<>();
        for (String name : SUPPORTED) {
            Class<?> type = Class.forName(name, false, SupportedApiTest.class.getClassLoader());
            Stream.<AnnotatedElement>concat(
                            Stream.of(type),
                            Stream.concat(Stream.of(type.getDeclaredMethods()), Stream.of(type.getDeclaredFields())))
                    .filter(member -> member.isAnnotationPresent(Deprecated.class))
                    .filter(member ->
                            member.getAnnotation(Deprecated.class).since().isEmpty())
                    .forEach(member -> silent.add(member.toString()));
        }

        assertThat(silent).isEmpty();
    }

    private static void inspect(Class<?> type, List<String> leaks) {
        check(type.getName() + " is a", type.getGenericSuperclass(), leaks);
        for (Type parent : type.getGenericInterfaces()) {
            check(type.getName() + " is a", parent, leaks);
        }
        Stream.concat(Stream.of(type.getDeclaredMethods()), Stream.of(type.getDeclaredConstructors()))
                .filter(member -> isOpen(member.getModifiers()) && !member.isSynthetic())
                .forEach(member -> inspect(member, leaks));
        for (Field field : type.getDeclaredFields()) {
            if (isOpen(field.getModifiers())) {
                check(field.toString(), field.getGenericType(), leaks);
            }
        }
        for (Class<?> nested : type.getDeclaredClasses()) {
            if (isOpen(nested.getModifiers())) {
                inspect(nested, leaks);
            }
        }
    }

    private static void inspect(Executable member, List<String> leaks) {
        List<Type> mentioned = new ArrayList<>(List.of(member.getGenericParameterTypes()));
        mentioned.addAll(List.of(member.getGenericExceptionTypes()));
        mentioned.add(member.getAnnotatedReturnType().getType());
        for (TypeVariable<?> variable : member.getTypeParameters()) {
            mentioned.addAll(List.of(variable.getBounds()));
        }
        mentioned.forEach(type -> check(member.toString(), type, leaks));
    }

    private static boolean isOpen(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static void check(String where, Type type, List<String> leaks) {
        for (Class<?> mentioned : classesIn(type)) {
            Class<?> top = mentioned;
            while (top.getEnclosingClass() != null) {
                top = top.getEnclosingClass();
            }
            if (top.getName().startsWith("dev.halley.") && !SUPPORTED.contains(top.getName())) {
                leaks.add(where + " " + mentioned.getName());
            }
        }
    }

    private static Set<Class<?>> classesIn(Type type) {
        Set<Class<?>> classes = new HashSet<>();
        if (type instanceof Class<?> plain) {
            classes.add(plain.isArray() ? plain.getComponentType() : plain);
        } else if (type instanceof ParameterizedType generic) {
            classes.addAll(classesIn(generic.getRawType()));
            Arrays.stream(generic.getActualTypeArguments()).forEach(part -> classes.addAll(classesIn(part)));
        } else if (type instanceof WildcardType wildcard) {
            Stream.of(wildcard.getUpperBounds(), wildcard.getLowerBounds())
                    .flatMap(Stream::of)
                    .forEach(part -> classes.addAll(classesIn(part)));
        } else if (type instanceof GenericArrayType array) {
            classes.addAll(classesIn(array.getGenericComponentType()));
        }
        return classes;
    }
}
