package io.github.ldapimport.worker;

import io.github.ldapimport.text.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs what travels between nodes by a secret that they share: HMAC (RFC 2104) with SHA-256, in hexadecimal digits. */
final class Signature {
    private static final String ALGORITHM = "HmacSHA256";

    private Signature() {}

    static String of(byte[] message, Secret secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(message));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, e);
        }
    }

    /** Compares in a time that tells nobody how much of the signature was right. */
    static boolean fits(Object signature, byte[] message, Secret secret) {
        return signature != null
                && MessageDigest.isEqual(
                        signature.toString().getBytes(StandardCharsets.UTF_8),
                        of(message, secret).getBytes(StandardCharsets.UTF_8));
    }
}
