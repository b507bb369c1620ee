package dev.halley.cdi;

import dev.halley.testkit.TestClient;
import java.util.ArrayList;
import java.util.List;

/**
 * A service with one method: an annotation, and the method's parameters.
 *
 * <p>Thread-safety: immutable.
 *
 * @param annotation its simple name
 * @param index of the parameters among those of all cases
 */
record ModelCase(String annotation, int index) {

    private static final List<String> ANNOTATIONS =
            List.of("Listener", "RemoteCall", "Subscription", "Configure", "Session");

    /** Parameters as a document shows them, as Java writes them, and data for them. */
    private record Parameters(String shown, String java, String data) {}

    private static final String ORDER = "{\"amount\":1}";

    private static final List<Parameters> PARAMETERS = List.of(
            new Parameters("none", "", "1"),
            new Parameters("`ServerSession`", "dev.halley.api.ServerSession a", "1"),
            new Parameters("`Request.Publish`", "dev.halley.protocol.Request.Publish a", "1"),
            new Parameters("`Request`", "dev.halley.protocol.Request a", "1"),
            new Parameters("`ChannelMessage`", "dev.halley.protocol.ChannelMessage a", "1"),
            new Parameters("`BayeuxContext`", "dev.halley.api.BayeuxContext a", "1"),
            new Parameters("`RemoteCall.Caller`", "dev.halley.service.RemoteCall.Caller a", "1"),
            new Parameters("`@Param String`", "@dev.halley.service.Param(\"n\") String a", "1"),
            new Parameters("`@Param int`", "@dev.halley.service.Param(\"n\") int a", "1"),
            new Parameters("`RawJson`", "dev.halley.json.RawJson a", "1"),
            new Parameters("`JsonObject`", "jakarta.json.JsonObject a", ORDER),
            new Parameters("`String`", "String a", "\"text\""),
            new Parameters("`int`", "int a", "1"),
            new Parameters("`Object`", "Object a", "1"),
            new Parameters("a record", "ModelOrder a", ORDER),
            new Parameters("a `List` of records", "java.util.List<ModelOrder> a", '[' + ORDER + ']'),
            new Parameters("`T` of a base class, a record", "T a", ORDER),
            new Parameters("`BinaryData`", "dev.halley.protocol.BinaryData a", "{\"data\":\"\",\"last\":true}"),
            new Parameters("an interface of the application", "ModelShape a", ORDER),
            new Parameters("two for data", "String a, int b", "1"),
            new Parameters("`BayeuxServer`", "dev.halley.api.BayeuxServer a", "1"),
            new Parameters("`LocalSession`", "dev.halley.api.LocalSession a", "1"),
            new Parameters("`ServerChannel`", "dev.halley.api.ServerChannel a", "1"),
            new Parameters("`HttpServletRequest`", "jakarta.servlet.http.HttpServletRequest a", "1"));

    static List<ModelCase> all() {
        List<ModelCase> all = new ArrayList<>();
        for (String annotation : ANNOTATIONS) {
            for (int i = 0; i < PARAMETERS.size(); i++) {
                all.add(new ModelCase(annotation, i));
            }
        }
        return all;
    }

    String parameter() {
        return PARAMETERS.get(index).shown();
    }

    String name() {
        return annotation + 'P' + index;
    }

    String className(String scope) {
        return name() + "As" + scope.replace(" ", "");
    }

    /** @return the source of a nested class for that scope; a base class before it where the parameter is its type variable */
    String source(String scope) {
        String parameters = PARAMETERS.get(index).java();
        String method = annotated() + " public void m(" + parameters + ") { " + body(parameters) + " }";
        String header =
                "@dev.halley.service.Service " + scopeAnnotation(scope) + " public static class " + className(scope);
        if (parameters.equals("T a")) {
            String base = className(scope) + "Base";
            return "public static abstract class " + base + "<T> { " + method + " }\n" + header + " extends " + base
                    + "<ModelOrder> implements java.io.Serializable {}\n";
        }
        return header + " implements java.io.Serializable { " + method + " }\n";
    }

    private String annotated() {
        boolean template = PARAMETERS.get(index).java().startsWith("@");
        String name = name() + (template ? "/{n}" : "");
        return switch (annotation) {
            case "Session" -> "@dev.halley.service.Session";
            case "RemoteCall" -> "@dev.halley.service.RemoteCall(\"" + name + "\")";
            default -> "@dev.halley.service." + annotation + "(\"/" + name + "\")";
        };
    }

    private String body(String parameters) {
        String arguments = parameters.isEmpty() ? "" : parameters.contains(", ") ? ", a, b" : ", a";
        String answer = parameters.contains("Caller") ? " a.result(1);" : "";
        return "ProgrammingModelDocumentTest.Calls.called(\"" + name() + "\"" + arguments + ");"
                + (annotation.equals("RemoteCall") ? answer : "");
    }

    private static String scopeAnnotation(String scope) {
        return switch (scope) {
            case "by hand", "none" -> "";
            case "Singleton" -> "@jakarta.inject.Singleton";
            case "BayeuxSessionScoped" -> "@BayeuxSessionScoped";
            default -> "@jakarta.enterprise.context." + scope;
        };
    }

    /** Does as a client what calls the method, where a client does. */
    void use(TestClient client) {
        String path = name() + (PARAMETERS.get(index).java().startsWith("@") ? "/x" : "");
        String data = PARAMETERS.get(index).data();
        switch (annotation) {
            case "RemoteCall" -> client.call(path, data);
            case "Listener", "Subscription" -> client.publish('/' + path, data);
            default -> {
                // The server has called it when it started.
            }
        }
    }

    @Override
    public String toString() {
        return "@" + annotation + " with " + parameter();
    }
}
