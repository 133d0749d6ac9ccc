package com.example;

import org.apache.camel.main.Main;

/** Camel Main takes every route that it finds as classpath:camel/: the application's and those of the import. */
public final class Application {
    private Application() {}

    public static void main(String[] args) throws Exception {
        new Main(Application.class).run(args);
    }
}
