package io.gansieve.streams;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

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

    record Promote(long version, String who) implements Command {}

    record Rollback(String who) implements Command {}

    record Unpin(String who) implements Command {}

    record TrainNow(String who) implements Command {}

    record Pause(String who) implements Command {}

    record Resume(String who) implements Command {}

    /** @param id of the image to forget */
    record Forget(String id, String who) implements Command {}
}
