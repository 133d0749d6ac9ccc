package io.github.ldapimport.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** A connection of HTTP/2 without encryption, frame by frame (RFC 9113), for requests that no usual client sends. */
public final class Http2Frames implements AutoCloseable {
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int TIMEOUT_MILLIS = 30_000;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private int stream = 1;

    private Http2Frames(Socket socket) throws IOException {
        this.socket = socket;
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
        out.write(PREFACE.getBytes(UTF_8));
        write(SETTINGS, 0, 0, new byte[0]);
    }

    public static Http2Frames connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return new Http2Frames(socket);
    }

    /** The body of the answer to a POST whose body, if it has one, comes in a frame of its own, without a length. */
    public String post(String path, String authorization, String type, byte[] body) throws IOException {
        ByteArrayOutputStream headers = new ByteArrayOutputStream();
        header(headers, ":method", "POST");
        header(headers, ":scheme", "http");
        header(headers, ":path", path);
        header(headers, ":authority", "127.0.0.1");
        header(headers, "authorization", authorization);
        if (!type.isEmpty()) {
            header(headers, "content-type", type);
        }
        int its = stream;
        stream += 2;
        write(HEADERS, END_HEADERS | (body.length == 0 ? END_STREAM : 0), its, headers.toByteArray());
        if (body.length > 0) {
            write(DATA, END_STREAM, its, body);
        }
        return answer(its);
    }

    private String answer(int its) throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        while (true) {
            int length = (in.readUnsignedShort() << 8) + in.readUnsignedByte();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int of = in.readInt();
            byte[] payload = in.readNBytes(length);
            if (type == SETTINGS && flags == 0) {
                write(SETTINGS, 1, 0, new byte[0]);
            }
            if (of == its && type == DATA) {
                data.write(payload);
            }
            boolean isLast = (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
            if (of == its && (isLast || type == 3)) {
                return data.toString(UTF_8);
            }
        }
    }

    /** A literal that is not to be indexed (RFC 7541, 6.2.2). */
    private static void header(ByteArrayOutputStream headers, String name, String value) {
        headers.write(0);
        for (String text : new String[] {name, value}) {
            headers.write(text.length());
            headers.writeBytes(text.getBytes(UTF_8));
        }
    }

    private void write(int type, int flags, int its, byte[] payload) throws IOException {
        out.writeShort(payload.length >> 8);
        out.writeByte(payload.length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(its);
        out.write(payload);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
