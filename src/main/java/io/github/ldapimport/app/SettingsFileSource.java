package io.github.ldapimport.app;

import io.github.ldapimport.settings.SettingsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ListIterator;
import java.util.Properties;
import org.apache.camel.component.properties.FilePropertiesSource;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.component.properties.PropertiesLocation;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.util.OrderedProperties;

/** application.properties for Camel, read by {@link SettingsFile}: Camel's own source would read it as ISO-8859-1. */
public class SettingsFileSource extends FilePropertiesSource {
    public SettingsFileSource(PropertiesComponent properties, Path file) {
        super(properties, new PropertiesLocation("file", file.toString()));
    }

    /** Puts itself in the place of Camel's own source of that file. */
    static void replace(PropertiesComponent properties, Path file) {
        SettingsFileSource ours = new SettingsFileSource(properties, file);
        ListIterator<PropertiesSource> sources =
                properties.getPropertiesSources().listIterator();
        while (sources.hasNext()) {
            if (sources.next() instanceof FilePropertiesSource other
                    && Path.of(other.getLocation().getPath()).toAbsolutePath().equals(file.toAbsolutePath())) {
                ServiceHelper.startService(ours);
                sources.set(ours);
                return;
            }
        }
        throw new IllegalStateException(file + " is not what the settings are read from");
    }

    @Override
    public Properties loadPropertiesFromLocation(PropertiesComponent properties, PropertiesLocation location) {
        Properties read = new OrderedProperties();
        try {
            read.putAll(SettingsFile.load(Path.of(location.getPath())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read;
    }
}
