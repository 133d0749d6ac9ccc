package io.github.ldapimport.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The cells of docs/compatibility.md that a test stands behind, such as {@code "active-directory: GUID"} or
 * {@code "postgresql: lock"}: the row's name, a colon, the column's name.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Covers {
    String[] value();
}
