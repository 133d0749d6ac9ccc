package io.github.ldapimport.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.engine.DefaultClassResolver;

/**
 * Finds what Camel's jars say of their services, once for all tests of a process: a start asks for some seventy, most of which there
 * are not, and each jar of the class path is looked into for each of those.
 */
final class ServicesOfJars extends DefaultClassResolver {
    private static final String SERVICES = "META-INF/services/org/apache/camel/";
    private static final Map<String, Optional<byte[]>> FOUND = new ConcurrentHashMap<>();

    ServicesOfJars(CamelContext context) {
        super(context);
    }

    @Override
    public InputStream loadResourceAsStream(String uri) {
        if (!uri.startsWith(SERVICES)) {
            return super.loadResourceAsStream(uri);
        }
        Optional<byte[]> found = FOUND.computeIfAbsent(uri, this::read);
        return found.map(ByteArrayInputStream::new).orElse(null);
    }

    private Optional<byte[]> read(String uri) {
        try (InputStream content = super.loadResourceAsStream(uri)) {
            return content == null ? Optional.empty() : Optional.of(content.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(uri, e);
        }
    }
}
