package io.github.ldapimport.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate authority of a test's own, made with keytool in a folder of the test. */
public final class TestAuthority {
    public static final String PASSWORD = "changeit";

    private final Path folder;
    private final String name;

    private TestAuthority(Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    /** Makes a new authority, with its key in the folder. */
    public static TestAuthority create(Path folder, String name) {
        TestAuthority authority = new TestAuthority(folder, name);
        authority.makeKey(name, "CN=" + name, "bc:c");
        keytool(authority.keys(name), "-exportcert", "-alias", name, "-rfc", "-file", authority.pem());
        keytool(Path.of(authority.pkcs12()), "-importcert", "-noprompt", "-alias", name, "-file", authority.pem());
        return authority;
    }

    /** A PEM file with the authority's certificate. */
    public String pem() {
        return folder.resolve(name + ".pem").toString();
    }

    /** A PKCS12 file with the authority's certificate; its password is {@value #PASSWORD}. */
    public String pkcs12() {
        return folder.resolve(name + "-trust.p12").toString();
    }

    /** A PKCS12 file with a key and a certificate of this authority for a host name; its password is {@value #PASSWORD}. */
    public Path keysFor(String hostName) {
        String server = aliasFor(hostName);
        String request = folder.resolve(server + ".csr").toString();
        String certificate = folder.resolve(server + ".pem").toString();
        makeKey(server, "CN=server", "bc=ca:false");
        keytool(keys(server), "-certreq", "-alias", server, "-file", request);
        keytool(
                keys(name),
                "-gencert",
                "-alias",
                name,
                "-infile",
                request,
                "-outfile",
                certificate,
                "-rfc",
                "-ext",
                "san=dns:" + hostName);
        keytool(keys(server), "-importcert", "-noprompt", "-alias", name, "-file", pem());
        keytool(keys(server), "-importcert", "-alias", server, "-file", certificate);
        return keys(server);
    }

    /** Under which alias that key is in its file. */
    public String aliasFor(String hostName) {
        return name + "-" + hostName;
    }

    /** What a server needs to show a certificate of this authority for a host name. */
    public SSLContext serverFor(String hostName) {
        Path file = keysFor(hostName);
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray()), PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path keys(String owner) {
        return folder.resolve(owner + "-keys.p12");
    }

    private void makeKey(String owner, String subject, String extension) {
        keytool(
                keys(owner),
                "-genkeypair",
                "-alias",
                owner,
                "-keyalg",
                "EC",
                "-dname",
                subject,
                "-validity",
                "2",
                "-ext",
                extension);
    }

    private static void keytool(Path keyStore, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of("-keystore", keyStore.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        try {
            Path output = Files.createTempFile("keytool", ".txt");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            String said = Files.readString(output, StandardCharsets.UTF_8);
            Files.delete(output);
            if (!ended || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(command + ": " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
