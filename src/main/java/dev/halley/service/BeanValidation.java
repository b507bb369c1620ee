package dev.halley.service;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ValidationException;
import jakarta.validation.executable.ExecutableValidator;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Validates by Jakarta Bean Validation. Loaded only where its API is there.
 *
 * <p>Thread-safety: immutable.
 */
final class BeanValidation implements Validation {

    private final ExecutableValidator validator;

    private BeanValidation(ExecutableValidator validator) {
        this.validator = validator;
    }

    static Validation find() {
        try {
            return new BeanValidation(jakarta.validation.Validation.buildDefaultValidatorFactory()
                    .getValidator()
                    .forExecutables());
        } catch (ValidationException noProvider) {
            return NONE;
        }
    }

    @Override
    public Map<String, String> violations(Object target, Method method, Object[] arguments) {
        Map<String, String> violations = new LinkedHashMap<>();
        for (ConstraintViolation<Object> violation : validator.validateParameters(target, method, arguments)) {
            // The path begins with the method, which is nobody's business.
            String path = violation.getPropertyPath().toString();
            int dot = path.indexOf('.');
            violations.put(dot < 0 ? path : path.substring(dot + 1), violation.getMessage());
        }
        return violations;
    }
}
