package dev.halley.service;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.NoProviderFoundException;
import jakarta.validation.Path;
import jakarta.validation.ValidationException;
import jakarta.validation.Validator;
import jakarta.validation.metadata.MethodDescriptor;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.TreeMap;
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
                    "Bean Validation is there, but cannot be used: what services are sent is not validated.",
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
        return (target, arguments) -> violations(target, method, arguments);
    }

    private Map<String, String> violations(Object target, Method method, @Nullable Object[] arguments) {
        Map<String, String> violations = new TreeMap<>();
        for (ConstraintViolation<Object> violation :
                validator.forExecutables().validateParameters(target, method, arguments)) {
            violations.merge(path(method, violation.getPropertyPath()), violation.getMessage(), (a, b) -> a + "; " + b);
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
