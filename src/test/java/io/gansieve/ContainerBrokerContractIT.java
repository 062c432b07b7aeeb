package io.gansieve;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.testcontainers.kafka.KafkaContainer;

/** The contract on Kafka as it is deployed, in a container. */
@NeedsDocker
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContainerBrokerContractIT extends BrokerContract {
    private final KafkaContainer broker = Containers.kafka();

    @BeforeAll
    void startBroker() {
        broker.start();
    }

    @AfterAll
    void stopBroker() {
        broker.close();
    }

    @Override
    String bootstrapServers() {
        return broker.getBootstrapServers();
    }
}
