package io.github.ldapimport.directory;

import io.github.ldapimport.settings.ConfigurationException;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Reads whom to trust: a PKCS12 or JKS store, or a PEM file with certificates. */
final class TrustStores {
    private static final String PEM = "-----BEGIN CERTIFICATE-----";

    private TrustStores() {}

    /**
     * Sockets that trust the certificates of the file and no others.
     *
     * @throws ConfigurationException when the file cannot be read or holds no certificate
     */
    static SSLSocketFactory socketFactory(String file, String password, String fileKey, String passwordKey) {
        try {
            KeyStore trusted = read(new File(file), password);
            if (trusted.size() == 0) {
                throw new ConfigurationException(
                        fileKey + ": " + file + " holds no certificate: put the authority's certificate into it");
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (IOException | GeneralSecurityException e) {
            throw new ConfigurationException(
                    "Cannot read the trust store " + file + " (" + e + "): check " + fileKey + " and " + passwordKey
                            + "; PKCS12, JKS and PEM files are read",
                    e);
        }
    }

    private static KeyStore read(File file, String password) throws IOException, GeneralSecurityException {
        byte[] bytes = Files.readAllBytes(file.toPath());
        if (!new String(bytes, StandardCharsets.ISO_8859_1).contains(PEM)) {
            // recognises the format by itself
            return KeyStore.getInstance(file, password.isEmpty() ? null : password.toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        for (Certificate certificate :
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes))) {
            trusted.setCertificateEntry("authority-" + trusted.size(), certificate);
        }
        return trusted;
    }
}
