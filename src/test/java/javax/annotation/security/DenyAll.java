package javax.annotation.security;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** As it was before Jakarta EE 9; nothing looks at it any more. */
@Retention(RetentionPolicy.RUNTIME)
public @interface DenyAll {}
