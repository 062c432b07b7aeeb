package io.gansieve.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gansieve.scoring.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CommandTest {
    @Test
    void readsWhatItWrites() {
        for (Command command : List.of(
                new Command.Promote(7, "ada"),
                new Command.Rollback("ada"),
                new Command.Unpin(""),
                new Command.TrainNow("ada"),
                new Command.Pause("ada"),
                new Command.Resume("ada"),
                new Command.ResetTraining(true, "ada"),
                new Command.Forget("a/1.png", "ada"),
                new Command.Release(Optional.of("a/1.png"), Optional.empty(), "ada"),
                new Command.Drop(Optional.empty(), Optional.of("eve"), "ada"))) {
            assertThat(Command.parse(Json.write(command))).isEqualTo(command);
        }
        assertThat(Json.text(new Command.Promote(7, "ada")))
                .contains("\"command\":\"promote\"", "\"version\":7", "\"who\":\"ada\"");
        assertThat(parse("\"train-now\"")).isEqualTo(new Command.TrainNow(""));
    }

    @Test
    void namesEveryKindOfCommand() {
        assertThat(Command.TYPES.values()).containsExactlyInAnyOrder(kinds());
        assertThat(parse("\"reset-training\"")).isEqualTo(new Command.ResetTraining(false, ""));
    }

    @SuppressWarnings("unchecked")
    private static Class<? extends Command>[] kinds() {
        return (Class<? extends Command>[]) Command.class.getPermittedSubclasses();
    }

    @Test
    void looksUpNamesAndNoClasses() {
        assertThatThrownBy(() -> parse("{\"command\":\"io.gansieve.streams.Command$Pause\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("command must be one of [drop, forget, pause,");
        assertThatThrownBy(() -> parse("{\"@class\":\"java.lang.Object\"}"))
                .hasMessageStartingWith("command must be one of");
        assertThatThrownBy(() -> parse("{\"command\":\"promote\"}")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> parse("{\"command\":\"release\"}"))
                .hasMessageContaining("expected imageId or by, found neither");
        assertThatThrownBy(() -> parse("{\"command\":\"drop\",\"imageId\":\"a\",\"by\":\"eve\"}"))
                .hasMessageContaining("expected imageId or by, found both");
        assertThatThrownBy(() -> parse("[\"promote\"]")).isInstanceOf(IllegalArgumentException.class);
    }

    private static Command parse(String json) {
        return Command.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
