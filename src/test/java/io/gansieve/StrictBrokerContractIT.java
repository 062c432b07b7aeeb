package io.gansieve;

import io.gansieve.app.EmbeddedBroker;
import io.gansieve.app.StrictBroker;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The contract where no record may be larger than 1 MiB and a policy refuses settings of topics. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StrictBrokerContractIT extends BrokerContract {
    private EmbeddedBroker broker;

    @BeforeAll
    void startBroker(@TempDir Path brokerFolder) throws IOException {
        broker = StrictBroker.start(brokerFolder);
    }

    @AfterAll
    void stopBroker() {
        broker.close();
    }

    @Override
    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    @Override
    int largestRecord() {
        return StrictBroker.MAX_MESSAGE_BYTES - 200;
    }

    /** No image here is larger than an image may be. */
    @Override
    String largestRecordsReason() {
        return "unsupported-format";
    }
}
