package io.gansieve.streams;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.gansieve.scoring.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An order to the trainer, as JSON: {@code {"command":"promote","version":7,"who":"ada"}}. The subtypes are closed and named
 * here; nothing outside can name a class.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "command")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Command.Promote.class, name = "promote"),
    @JsonSubTypes.Type(value = Command.Rollback.class, name = "rollback"),
    @JsonSubTypes.Type(value = Command.Unpin.class, name = "unpin"),
    @JsonSubTypes.Type(value = Command.TrainNow.class, name = "train-now"),
    @JsonSubTypes.Type(value = Command.Pause.class, name = "pause"),
    @JsonSubTypes.Type(value = Command.Resume.class, name = "resume"),
    @JsonSubTypes.Type(value = Command.Forget.class, name = "forget")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface Command {
    /** Who gave it, for the history; may be empty. */
    String who();

    /**
     * Reads a command; those without arguments may also come as a bare JSON string, as {@code "train-now"}.
     *
     * @throws IllegalArgumentException with one line that says what is wrong
     */
    static Command parse(byte @Nullable [] json) {
        if (json == null || json.length == 0) {
            throw new IllegalArgumentException("a command must not be empty");
        }
        String text = new String(json, StandardCharsets.UTF_8).strip();
        String object = text.startsWith("\"") ? "{\"command\":" + text + "}" : text;
        return Json.read(object.getBytes(StandardCharsets.UTF_8), Command.class);
    }

    private static String orEmpty(@Nullable String who) {
        return who == null ? "" : who;
    }

    record Promote(long version, String who) implements Command {
        public Promote {
            if (version < 0) {
                throw new IllegalArgumentException("version must be at least 0: " + version);
            }
            who = orEmpty(who);
        }
    }

    record Rollback(String who) implements Command {
        public Rollback {
            who = orEmpty(who);
        }
    }

    record Unpin(String who) implements Command {
        public Unpin {
            who = orEmpty(who);
        }
    }

    record TrainNow(String who) implements Command {
        public TrainNow {
            who = orEmpty(who);
        }
    }

    record Pause(String who) implements Command {
        public Pause {
            who = orEmpty(who);
        }
    }

    record Resume(String who) implements Command {
        public Resume {
            who = orEmpty(who);
        }
    }

    /** @param id of the image to forget */
    record Forget(String id, String who) implements Command {
        public Forget {
            if (id == null || id.isEmpty()) {
                throw new IllegalArgumentException("id must not be empty");
            }
            who = orEmpty(who);
        }
    }
}
