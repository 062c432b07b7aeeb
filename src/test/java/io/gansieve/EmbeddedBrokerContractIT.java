package io.gansieve;

import io.gansieve.app.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a KRaft broker in this process. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmbeddedBrokerContractIT extends BrokerContract {
    private EmbeddedBroker broker;

    @BeforeAll
    void startBroker(@TempDir Path brokerFolder) throws IOException {
        broker = EmbeddedBroker.start(brokerFolder, 0);
    }

    @AfterAll
    void stopBroker() {
        broker.close();
    }

    @Override
    String bootstrapServers() {
        return broker.bootstrapServers();
    }
}
