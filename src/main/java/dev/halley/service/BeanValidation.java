package dev.halley.service;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.NoProviderFoundException;
import jakarta.validation.Path;
import jakarta.validation.ValidationException;
import jakarta.validation.Validator;
import jakarta.validation.constraints.Null;
import jakarta.validation.metadata.MethodDescriptor;
import jakarta.validation.metadata.ParameterDescriptor;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Validates by Jakarta Bean Validation. Loaded only where its API is there.
 *
 * <p>Thread-safety: immutable.
 */
final class BeanValidation implements Validation {

    private static final Logger LOGGER = System.getLogger(BeanValidation.class.getName());

    private final Validator validator;

    private BeanValidation(Validator validator) {
        this.validator = validator;
    }

    static Validation find() {
        try {
            return new BeanValidation(
                    jakarta.validation.Validation.buildDefaultValidatorFactory().getValidator());
        } catch (NoProviderFoundException apiAlone) {
            return NONE;
        } catch (ValidationException broken) {
            LOGGER.log(
                    Level.WARNING,
                    "Bean Validation is present, but cannot be used: the data that services receive is not"
                            + " validated.",
                    broken);
            return NONE;
        }
    }

    @Override
    public Rules rulesOf(Class<?> type, Method method) {
        MethodDescriptor descriptor = validator
                .getConstraintsForClass(type)
                .getConstraintsForMethod(method.getName(), method.getParameterTypes());
        if (descriptor == null || !descriptor.hasConstrainedParameters()) {
            return Rules.NONE;
        }
        Set<Integer> validated = descriptor.getParameterDescriptors().stream()
                .filter(parameter -> parameter.hasConstraints() || parameter.isCascaded())
                .map(ParameterDescriptor::getIndex)
                .filter(index -> !mayBeNull(method.getParameters()[index]))
                .collect(Collectors.toUnmodifiableSet());
        return (target, arguments) -> violations(target, method, arguments, validated);
    }

    /** Bean Validation lets null pass nearly everywhere: what is validated is there, unless the parameter says otherwise. */
    private static boolean mayBeNull(Parameter parameter) {
        return parameter.isAnnotationPresent(Null.class)
                || Stream.concat(
                                Stream.of(parameter.getAnnotations()),
                                Stream.of(parameter.getAnnotatedType().getAnnotations()))
                        .anyMatch(annotation ->
                                annotation.annotationType().getSimpleName().equals("Nullable"));
    }

    /** @param validated the parameters that must not be null */
    private Map<String, String> violations(
            Object target, Method method, @Nullable Object[] arguments, Set<Integer> validated) {
        Map<String, String> violations = new TreeMap<>();
        for (ConstraintViolation<Object> violation :
                validator.forExecutables().validateParameters(target, method, arguments)) {
            violations.merge(path(method, violation.getPropertyPath()), violation.getMessage(), (a, b) -> a + "; " + b);
        }
        if (violations.isEmpty() && validated.stream().anyMatch(index -> arguments[index] == null)) {
            return Map.of("data", "must not be null");
        }
        return violations;
    }

    /** The names of the method and its parameters are nobody's business: the path begins in the data. */
    private static String path(Method method, Path path) {
        StringBuilder inData = new StringBuilder();
        String root = "data";
        for (Path.Node node : path) {
            if (node.getKind() == ElementKind.PARAMETER) {
                int index = node.as(Path.ParameterNode.class).getParameterIndex();
                Param param = method.getParameters()[index].getAnnotation(Param.class);
                root = param == null ? "data" : param.value();
            } else if (node.getKind() != ElementKind.METHOD) {
                inData.append(inData.isEmpty() || node.toString().startsWith("[") ? "" : ".")
                        .append(node);
            }
        }
        return inData.isEmpty() ? root : inData.toString();
    }
}
