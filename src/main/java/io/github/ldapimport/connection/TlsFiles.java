package io.github.ldapimport.connection;

import static io.github.ldapimport.settings.Setting.*;

import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.settings.TrustedFiles;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * The files of encrypted connections: whom to trust, and the certificate that the import itself shows. PKCS12 and JKS
 * stores are read, and PEM files (RFC 7468): of certificates, and of a private key in PKCS #8, not encrypted.
 */
final class TlsFiles {
    private static final String PEM = "-----BEGIN ";
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");
    // RFC 8446, 4.2.3: what a certificate of today is signed with
    private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "Ed25519", "Ed448");

    private TlsFiles() {}

    /**
     * Sockets that trust the certificates of the trust store and no others, and show the certificate of the key store.
     *
     * @return empty where the settings name neither file: Java's own list is trusted then
     * @throws ConfigurationException when a file cannot be read or does not hold what it is for
     */
    static Optional<SSLSocketFactory> sockets(Settings settings) {
        boolean trusts = !settings.text(DIRECTORY_TRUST_STORE).isEmpty();
        boolean shows = !settings.text(DIRECTORY_KEY_STORE).isEmpty();
        if (!trusts && !shows) {
            return Optional.empty();
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(shows ? own(settings) : null, trusts ? trusted(settings) : null, null);
            return Optional.of(context.getSocketFactory());
        } catch (GeneralSecurityException e) {
            throw new ConfigurationException("Java knows no TLS: " + e.getMessage(), e);
        }
    }

    private static TrustManager[] trusted(Settings settings) {
        return read(
                settings, "trust store", DIRECTORY_TRUST_STORE, DIRECTORY_TRUST_STORE_PASSWORD, (file, password) -> {
                    Optional<String> pem = pem(file);
                    KeyStore trusted = pem.isEmpty() ? store(file, password) : empty();
                    if (pem.isPresent()) {
                        for (Certificate certificate : certificates(pem.get())) {
                            trusted.setCertificateEntry("authority-" + trusted.size(), certificate);
                        }
                    }
                    if (trusted.size() == 0) {
                        throw new ConfigurationException(settings.key(DIRECTORY_TRUST_STORE) + ": " + file
                                + " holds no certificate: put the authority's certificate into it");
                    }
                    TrustManagerFactory managers =
                            TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                    managers.init(trusted);
                    return managers.getTrustManagers();
                });
    }

    private static KeyManager[] own(Settings settings) {
        return read(settings, "key store", DIRECTORY_KEY_STORE, DIRECTORY_KEY_STORE_PASSWORD, (file, password) -> {
            Optional<String> pem = pem(file);
            KeyStore keys = pem.isEmpty() ? store(file, password) : empty();
            if (pem.isPresent()) {
                Certificate[] chain = certificates(pem.get());
                Optional<PrivateKey> key = privateKey(pem.get());
                if (key.isPresent() && chain.length > 0) {
                    keys.setKeyEntry("own", key.get(), password, chain);
                }
            }
            if (!holdsKey(keys)) {
                throw new ConfigurationException(settings.key(DIRECTORY_KEY_STORE) + ": " + file
                        + " holds no private key with its certificate: put both into it (in a PEM file the key is PKCS #8"
                        + " and not encrypted, BEGIN PRIVATE KEY)");
            }
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, password);
            return managers.getKeyManagers();
        });
    }

    private static boolean holdsKey(KeyStore keys) throws KeyStoreException {
        for (String alias : Collections.list(keys.aliases())) {
            if (keys.isKeyEntry(alias)) {
                return true;
            }
        }
        return false;
    }

    /** Makes something of a file. */
    @FunctionalInterface
    private interface Reader<T> {
        T read(File file, char[] password) throws IOException, GeneralSecurityException;
    }

    private static <T> T read(Settings settings, String what, Setting file, Setting password, Reader<T> reader) {
        String name = settings.text(file);
        TrustedFiles.ofThisProcess().requireNamed(name, settings.key(file));
        try {
            return reader.read(new File(name), settings.secret(password).value().toCharArray());
        } catch (IOException | GeneralSecurityException e) {
            throw new ConfigurationException(
                    "Cannot read the " + what + " " + name + " (" + e + "): check " + settings.key(file) + " and "
                            + settings.key(password) + "; PKCS12, JKS and PEM files are read",
                    e);
        }
    }

    private static Optional<String> pem(File file) throws IOException {
        String text = new String(Files.readAllBytes(file.toPath()), StandardCharsets.ISO_8859_1);
        return text.contains(PEM) ? Optional.of(text) : Optional.empty();
    }

    private static KeyStore store(File file, char[] password) throws IOException, GeneralSecurityException {
        // recognises the format by itself
        return KeyStore.getInstance(file, password.length == 0 ? null : password);
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }

    private static Certificate[] certificates(String pem) throws GeneralSecurityException {
        // Java's reader takes what is between certificates, but no private key
        byte[] bytes = PRIVATE_KEY.matcher(pem).replaceAll("").getBytes(StandardCharsets.ISO_8859_1);
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(bytes))
                .toArray(Certificate[]::new);
    }

    private static Optional<PrivateKey> privateKey(String pem) throws GeneralSecurityException {
        Matcher key = PRIVATE_KEY.matcher(pem);
        if (!key.find()) {
            return Optional.empty();
        }
        PKCS8EncodedKeySpec encoded;
        try {
            encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(key.group(1)));
        } catch (IllegalArgumentException e) {
            // its message would quote a piece of the key
            throw new InvalidKeySpecException("the private key is not in base 64");
        }
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(encoded));
            } catch (InvalidKeySpecException e) {
                // the key names its algorithm, but Java cannot be asked for it: the next may be it
            }
        }
        throw new InvalidKeySpecException("the private key is none of " + String.join(", ", KEY_ALGORITHMS));
    }
}
