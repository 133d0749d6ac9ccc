package io.github.ldapimport.run;

/** A worker leaves a page to the run's own process, which alone can count what such pages do to values. Nothing is written. */
public final class PageDeclinedException extends RuntimeException {
    public PageDeclinedException() {
        super("The page is left to the process of the run");
    }
}
