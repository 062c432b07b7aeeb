package io.gansieve.streams;

import java.util.List;

/** Topics that are missing and may not be created, or that have settings they must not have. One line a problem. */
public final class TopicException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    public TopicException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
