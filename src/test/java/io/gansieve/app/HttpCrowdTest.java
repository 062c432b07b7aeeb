package io.gansieve.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whether the service is up is told to whoever asks, whatever others do with their connections. */
final class HttpCrowdTest {
    private static final int CROWD = 300;
    private static final String HOST = "Host: localhost\r\n";

    private final List<Socket> crowd = new ArrayList<>();
    private PageFixture service;

    @BeforeEach
    void start() throws IOException {
        service = PageFixture.fresh(Optional.empty());
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : crowd) {
            socket.close();
        }
        service.close();
    }

    @Test
    void idleConnectionsShutNobodyOut() throws IOException {
        gather("");

        assertHealthAnswers();
        assertThat(ask("GET /metrics HTTP/1.1\r\n" + HOST)).isEqualTo("HTTP/1.1 200");
    }

    @Test
    void headsThatNeverEndShutNobodyOut() throws IOException {
        gather("GET /metrics HTTP/1.1\r\n" + HOST + "X-Slow: ");

        assertHealthAnswers();
        assertThat(ask("GET /metrics HTTP/1.1\r\n" + HOST)).isEqualTo("HTTP/1.1 200");
    }

    @Test
    void bodiesThatNeverComeShutHealthNotOut() throws IOException {
        gather("POST /score HTTP/1.1\r\n" + HOST + "Content-Length: 100000\r\n\r\nx");

        assertHealthAnswers();
        assertThat(ask("GET /metrics HTTP/1.1\r\n" + HOST)).isEqualTo("HTTP/1.1 200");
    }

    @Test
    void answersThatNobodyReadsShutHealthNotOut() throws IOException {
        gather("GET /status.js HTTP/1.1\r\n%s\r\n".formatted(HOST).repeat(50));

        assertHealthAnswers();
    }

    @Test
    void oneAddressLeavesPlacesForTheOthersThatWatch() throws IOException {
        for (int i = 0; i < EventStream.MAX_OF_ADDRESS; i++) {
            assertThat(watch("127.0.0.1")).isEqualTo("HTTP/1.1 200");
        }
        assertThat(watch("127.0.0.1")).isEqualTo("HTTP/1.1 503");
        for (int i = EventStream.MAX_OF_ADDRESS; i < EventStream.MAX_CLIENTS; i++) {
            assertThat(watch("127.0.0.%d".formatted(2 + (i % 4)))).isEqualTo("HTTP/1.1 200");
        }
        assertThat(watch("127.0.0.7")).isEqualTo("HTTP/1.1 503");
    }

    private void assertHealthAnswers() throws IOException {
        for (int i = 0; i < 20; i++) {
            assertThat(ask("GET /health/live HTTP/1.1\r\n" + HOST)).isEqualTo("HTTP/1.1 200");
        }
    }

    private void gather(String said) throws IOException {
        for (int i = 0; i < CROWD; i++) {
            Socket socket = connect("127.0.0.1");
            crowd.add(socket);
            try {
                socket.getOutputStream().write(said.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // Ended already, for one that came later.
            }
        }
        Awaitility.await().until(() -> crowd.get(CROWD - 1).isConnected());
    }

    private String watch(String from) throws IOException {
        Socket socket = connect(from);
        crowd.add(socket);
        return said(socket, "GET /events HTTP/1.1\r\n" + HOST);
    }

    private String ask(String head) throws IOException {
        try (Socket socket = connect("127.0.0.1")) {
            return said(socket, head);
        }
    }

    private Socket connect(String from) throws IOException {
        Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), service.address().getPort(), InetAddress.getByName(from), 0);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static String said(Socket socket, String head) throws IOException {
        socket.getOutputStream().write((head + "\r\n").getBytes(StandardCharsets.UTF_8));
        return new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8);
    }
}
