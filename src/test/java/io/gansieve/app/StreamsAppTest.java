package io.gansieve.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.Test;

final class StreamsAppTest {
    @Test
    void isReadyOnlyWhileItRunsWithAllItsThreads() {
        assertThat(StreamsApp.health(KafkaStreams.State.RUNNING, 0)).isEqualTo(new RoleHealth("RUNNING", true, true));
        assertThat(StreamsApp.health(KafkaStreams.State.RUNNING, 1)).isEqualTo(new RoleHealth("RUNNING", true, false));
        assertThat(StreamsApp.health(KafkaStreams.State.REBALANCING, 0))
                .isEqualTo(new RoleHealth("REBALANCING", true, false));
        assertThat(StreamsApp.health(KafkaStreams.State.ERROR, 0)).isEqualTo(new RoleHealth("ERROR", false, false));
    }
}
