package io.github.ldapimport.ldap;

/** An attribute was read that the search did not ask for; taking it for absent would empty a column. */
public final class AttributeNotRequestedException extends RuntimeException {
    public AttributeNotRequestedException(String attribute) {
        super("the attribute " + attribute + " was not requested from the directory:"
                + " add it to ldap-import.directory.attributes");
    }
}
