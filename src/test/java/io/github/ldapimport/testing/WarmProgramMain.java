package io.github.ldapimport.testing;

import io.github.ldapimport.cli.LdapImport;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The process of a {@link WarmProgram}: takes command lines from standard input, one after the other, and answers with what each left. */
final class WarmProgramMain {
    private WarmProgramMain() {}

    public static void main(String[] none) throws IOException {
        DataInputStream commands = new DataInputStream(System.in);
        DataOutputStream answers = new DataOutputStream(System.out);
        System.setIn(InputStream.nullInputStream());
        for (int words = commands.readInt(); words >= 0; words = commands.readInt()) {
            String[] arguments = new String[words];
            for (int i = 0; i < words; i++) {
                arguments[i] = commands.readUTF();
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
            answers.writeInt(LdapImport.run(arguments));
            System.out.flush();
            System.err.flush();
            write(answers, out.toByteArray());
            write(answers, err.toByteArray());
            answers.flush();
        }
        System.exit(0);
    }

    private static void write(DataOutputStream answers, byte[] text) throws IOException {
        answers.writeInt(text.length);
        answers.write(text);
    }
}
