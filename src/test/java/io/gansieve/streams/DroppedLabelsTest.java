package io.gansieve.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

class DroppedLabelsTest {
    private final DroppedLabels dropped = new DroppedLabels();

    @Test
    void namesWhoSentMost() {
        for (int i = 0; i < 5; i++) {
            drop(",\"by\":\"mallory\"");
        }
        drop(",\"by\":\"ada\"");
        drop("");

        assertThat(dropped.line()).startsWith("7 labels left before their time").endsWith("; 5 of them by mallory");
    }

    @Test
    void holdsNoMoreNamesThanItMay() {
        for (int i = 0; i < 10_000; i++) {
            drop(",\"by\":\"sender %d\"".formatted(i));
        }

        assertThat(dropped.line()).startsWith("10000 labels").endsWith("9900 of them by others");
    }

    @Test
    void writesNoControlCharacter() {
        drop(",\"by\":\"\\u009b2J\\u202e\"");

        assertThat(dropped.line().codePoints())
                .noneMatch(point -> point < ' ' || (point >= 0x7f && point < 0xa0) || point == 0x202e);
    }

    private void drop(String more) {
        byte[] json = ("{\"label\":\"real\"" + more + "}").getBytes(StandardCharsets.UTF_8);
        dropped.add(new LabelEvent(new DeadLetters.Position("labels", 0, 0), 0, new Record<>(new byte[] {1}, json, 0)));
    }
}
