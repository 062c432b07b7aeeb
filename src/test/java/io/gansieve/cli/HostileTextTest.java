package io.gansieve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gansieve.image.Printable;
import io.gansieve.scoring.Json;
import io.gansieve.scoring.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every code point that is not printable, through every way out of the program. */
final class HostileTextTest {
    private static final String HOSTILE = hostile();

    private static String hostile() {
        StringBuilder text = new StringBuilder();
        IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(point -> !Printable.is(point))
                // Private use and what has no meaning are 900,000: some of each plane stand for them.
                .filter(point -> point < 0x3000 || point % 997 == 0 || (point & 0xfffe) == 0xfffe)
                .forEach(point -> text.appendCodePoint(point).append('x'));
        return text.toString();
    }

    @Test
    void linesOfCommandsHoldNoneOfThem() {
        StringWriter out = new StringWriter();
        TerminalWriter terminal = new TerminalWriter(new PrintWriter(out));
        terminal.println(HOSTILE);
        terminal.println((Object) HOSTILE);
        terminal.println(HOSTILE.toCharArray());
        terminal.println('\u202e');
        new IllegalStateException(HOSTILE).printStackTrace(terminal);

        assertPlain(out.toString().replace(System.lineSeparator(), ""));
        assertThat(out.toString().lines().limit(5))
                .allSatisfy(line -> assertThat(line).contains("?"));
    }

    @Test
    void whatTheProgramMovesItsCursorWithPassesAndNothingElse() {
        StringWriter out = new StringWriter();
        TerminalWriter terminal = new TerminalWriter(new PrintWriter(out));
        terminal.print("\r\u001b[32mfine\u001b[0m\n");
        assertThat(out.toString()).isEqualTo("\r\u001b[32mfine\u001b[0m\n");

        terminal.print(HOSTILE);
        terminal.printf("%s", HOSTILE);
        terminal.append(HOSTILE).write(HOSTILE.toCharArray());
        terminal.write(0x9b);
        assertPlain(out.toString().replaceAll("[\n\r\t\u001b]", ""));
    }

    @Test
    void everyCommandPrintsToSuchAWriter() {
        assertThat(Main.commandLine().getOut()).isInstanceOf(TerminalWriter.class);
        assertThat(Main.commandLine().getErr()).isInstanceOf(TerminalWriter.class);
        Main.commandLine().getSubcommands().values().forEach(command -> {
            assertThat(command.getOut()).isInstanceOf(TerminalWriter.class);
            assertThat(command.getErr()).isInstanceOf(TerminalWriter.class);
        });
    }

    @Test
    void errorsHoldNoneOfThem() {
        StringWriter err = new StringWriter();
        int status = Main.commandLine()
                .setErr(new PrintWriter(err))
                .execute("score", "--model", "none.onnx", "a\u009b31m\u202e\n\u001b[2Jb.png");

        assertThat(status).isEqualTo(1);
        assertPlain(err.toString().replace(System.lineSeparator(), ""));
    }

    @Test
    void verdictsHoldNoneOfThemAsTableOrJson() throws Exception {
        Verdict verdict = DemoRecords.verdict(HOSTILE, 0.97, 12, 20);

        assertPlain(VerdictTable.row(verdict, false));
        assertPlain(VerdictTable.row(verdict, true));
        assertPlain(Json.text(verdict));
        assertThat(Json.read(Json.write(verdict), Verdict.class).imageId()).isEqualTo(HOSTILE);
        // As another producer may have written it, over several lines and with a field of a later version.
        byte[] foreign = "{\n\"imageId\": \"\u202e\u009b\", \"later\": 1}".getBytes(StandardCharsets.UTF_8);
        assertThat(VerdictsCommand.json(foreign)).isEqualTo("{\"imageId\":\"\\u202e\\u009b\",\"later\":1}");
    }

    @Test
    void httpAnswersHoldNoneOfThem() throws Exception {
        String json = Json.text(Map.of("reason", "not-found", "message", HOSTILE));

        assertPlain(json);
        assertThat(new JsonMapper().readTree(json).path("message").asText()).isEqualTo(HOSTILE);
    }

    @Test
    void logLinesHoldNoneOfThemAndStartOnlyWhereOursDo() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.err;
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        try {
            System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
            JoranConfigurator configurator = new JoranConfigurator();
            configurator.setContext(context);
            configurator.doConfigure(HostileTextTest.class.getResource("/logback.xml"));
            Logger log = context.getLogger("io.gansieve.test");
            log.warn("key {}", HOSTILE);
            String forged = HOSTILE + "\n2026-11-28T12:00:00Z INFO  Service [main] forged";
            log.error("failed", new IllegalStateException(forged, new IllegalArgumentException(forged)));
        } finally {
            context.stop();
            System.setErr(before);
        }
        String text = printed.toString(StandardCharsets.UTF_8);
        assertThat(text).contains("key ", "forged");
        assertPlain(text.replaceAll("[\n\t]", ""));
        assertThat(text.lines())
                .allSatisfy(line -> assertThat(line)
                        .matches("\\d{4}-.* (WARN|ERROR) .*|\t.*|Caused by: .*|java\\.lang\\.IllegalStateException.*"));
    }

    private static void assertPlain(String text) {
        assertThat(text.codePoints().filter(point -> !Printable.is(point)).boxed())
                .as("code points that are not printable")
                .isEmpty();
    }
}
