package io.gansieve.streams;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.gansieve.image.SourceName;
import io.gansieve.scoring.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An order to the trainer, as JSON: {@code {"command":"promote","version":7,"who":"ada"}}. Its name is looked up here; JSON
 * cannot name a class.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface Command {
    int MAX_WHO = 200;

    Map<String, Class<? extends Command>> TYPES = Map.of(
            "promote", Promote.class,
            "rollback", Rollback.class,
            "unpin", Unpin.class,
            "train-now", TrainNow.class,
            "pause", Pause.class,
            "resume", Resume.class,
            "reset-training", ResetTraining.class,
            "forget", Forget.class,
            "release", Release.class,
            "drop", Drop.class);

    /** No image that was answered has a longer id, not even one whose key is written as base64. */
    int MAX_ID = 2 << 16;

    /**
     * Obeys each kind of command. A kind without a method here does not compile.
     *
     * @param <E> why a command is not carried out
     */
    interface Handler<E extends Exception> {
        void promote(Promote order) throws E;

        void rollback(Rollback order) throws E;

        void unpin(Unpin order) throws E;

        void trainNow(TrainNow order) throws E;

        void pause(Pause order) throws E;

        void resume(Resume order) throws E;

        void resetTraining(ResetTraining order) throws E;

        void forget(Forget order) throws E;

        void release(Release order) throws E;

        void drop(Drop order) throws E;
    }

    /** Who gave it, for the history; may be empty. */
    String who();

    /** Calls the handler's method for this kind. */
    <E extends Exception> void obeyedBy(Handler<E> handler) throws E;

    /** As JSON names it. */
    @JsonProperty("command")
    default String command() {
        return TYPES.entrySet().stream()
                .filter(type -> type.getValue() == getClass())
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    /**
     * Reads a command; those without arguments may also come as a bare JSON string, as {@code "train-now"}.
     *
     * @throws IllegalArgumentException with one line that says what is wrong
     */
    static Command parse(byte @Nullable [] json) {
        if (json == null || json.length == 0) {
            throw new IllegalArgumentException("a command must not be empty");
        }
        String text = utf8(json).strip();
        String object = text.startsWith("\"") ? "{\"command\":" + text + "}" : text;
        byte[] bytes = object.getBytes(StandardCharsets.UTF_8);
        String name = Json.read(bytes, Named.class, "a command").command();
        Class<? extends Command> type = TYPES.get(name);
        if (type == null) {
            throw new IllegalArgumentException(
                    "command must be one of %s: %s".formatted(new TreeSet<>(TYPES.keySet()), name));
        }
        return Json.read(bytes, type, "a command");
    }

    /** What all commands have. */
    record Named(String command) {}

    private static String utf8(byte[] json) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a command must be JSON in UTF-8", e);
        }
    }

    private static String bounded(String name, @Nullable String text, int most) {
        String value = text == null ? "" : text;
        if (value.length() > most) {
            throw new IllegalArgumentException(
                    "%s must have at most %d characters: %d".formatted(name, most, value.length()));
        }
        return value;
    }

    record Promote(@JsonProperty(required = true) long version, String who) implements Command {
        public Promote {
            if (version < 0) {
                throw new IllegalArgumentException("version must be at least 0: " + version);
            }
            who = bounded("who", who, MAX_WHO);
        }

        @Override
        public <E extends Exception> void obeyedBy(Handler<E> handler) throws E {
            handler.promote(this);
        }
    }

    record Rollback(String who) implements Command {
        public Rollback {
            who = bounded("who", who, MAX_WHO);
        }

        @Override
        public <E extends Exception> void obeyedBy(Handler<E> handler) throws E {
            handler.rollback(this);
        }
    }

    record Unpin(String who) implements Command {
        public Unpin {
            who = bounded("who", who, MAX_WHO);
        }

        @Override
        public <E extends Exception> void obeyedBy(Handler<E> handler) throws E {
            handler.unpin(this);
        }
    }

    record TrainNow(String who) implements Command {
        public TrainNow {
            who = bounded("who", who, MAX_WHO);
        }

        @Override
        public <E extends Exception> void obeyedBy(Handler<E> handler) throws E {
            handler.trainNow(this);
        }
    }

    record Pause(String who) implements Command {
        public Pause {
            who = bounded("who", who, MAX_WHO);
        }

        @Override
        public <E extends Exception> void obeyedBy(Handler<E> handler) throws E {
            handler.pause(this);
        }
    }

    record Resume(String who) implements Command {
        public Resume {
            who = bounded("who", who, MAX_WHO);
        }

        @Override
        public <E extends Exception> void obeyedBy(Handler<E> handler) throws E {
            handler.resume(this);
        }
    }

    /** @param fresh whether training begins anew, rather than with the healthy state before the current one */
    record ResetTraining(boolean fresh, String who) implements Command {
        public ResetTraining {
            who = bounded("who", who, MAX_WHO);
        }

        @Override
        public <E extends Exception> void obeyedBy(Handler<E> handler) throws E {
            handler.resetTraining(this);
        }
    }

    /** @param id of the image to forget */
    record Forget(@JsonProperty(required = true) String id, String who) implements Command {
        public Forget {
            id = bounded("id", id, MAX_ID);
            if (id.isEmpty()) {
                throw new IllegalArgumentException("id must not be empty");
            }
            who = bounded("who", who, MAX_WHO);
        }

        @Override
        public <E extends Exception> void obeyedBy(Handler<E> handler) throws E {
            handler.forget(this);
        }
    }

    /** Takes images out of quarantine into replay: one, or all that one sender labelled. */
    record Release(Optional<String> imageId, Optional<String> by, String who) implements Command {
        public Release {
            Held.requireOne(imageId, by);
            by = by.map(name -> SourceName.of("by", name));
            who = bounded("who", who, MAX_WHO);
        }

        @Override
        public <E extends Exception> void obeyedBy(Handler<E> handler) throws E {
            handler.release(this);
        }
    }

    /** Takes images out of quarantine for good: one, or all that one sender labelled. */
    record Drop(Optional<String> imageId, Optional<String> by, String who) implements Command {
        public Drop {
            Held.requireOne(imageId, by);
            by = by.map(name -> SourceName.of("by", name));
            who = bounded("who", who, MAX_WHO);
        }

        @Override
        public <E extends Exception> void obeyedBy(Handler<E> handler) throws E {
            handler.drop(this);
        }
    }

    /** What orders about the quarantine name. */
    final class Held {
        private Held() {}

        private static void requireOne(Optional<String> imageId, Optional<String> by) {
            if (imageId.isPresent() == by.isPresent()) {
                throw new IllegalArgumentException(
                        "expected imageId or by, found " + (by.isPresent() ? "both" : "neither"));
            }
            imageId.ifPresent(id -> bounded("imageId", id, MAX_ID));
        }
    }
}
