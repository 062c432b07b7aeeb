package io.gansieve.cli;

import io.gansieve.app.Publisher;
import io.gansieve.app.TopicTail;
import io.gansieve.registry.RoundReport;
import io.gansieve.scoring.Json;
import io.gansieve.scoring.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Images in, verdicts and round reports out, as anybody's program would see them. Used by one thread. */
final class DemoStream {
    private final Publisher publisher;
    private final TopicTail verdicts;
    private final TopicTail reports;
    private final BooleanSupplier failed;
    private long sent;

    /** @param failed whether the service has given up */
    DemoStream(Publisher publisher, TopicTail verdicts, TopicTail reports, BooleanSupplier failed) {
        this.publisher = publisher;
        this.verdicts = verdicts;
        this.reports = reports;
        this.failed = failed;
    }

    /** What came back in a moment. */
    record Answers(List<Verdict> verdicts, List<RoundReport> reports) {}

    void send(Publisher.Item item) throws InterruptedException {
        publisher.send(item);
        sent++;
    }

    long sent() {
        return sent;
    }

    Answers poll(Duration wait) throws IOException, CommandFailure {
        List<Verdict> answered = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> read : verdicts.poll(wait)) {
            answered.add(Json.read(read.value(), Verdict.class));
        }
        List<RoundReport> reported = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> read : reports.poll(Duration.ZERO)) {
            reported.add(Json.read(read.value(), RoundReport.class));
        }
        if (publisher.failed() > 0 || failed.getAsBoolean()) {
            throw new CommandFailure(
                    "the service stopped answering: " + publisher.firstFailure().orElse("see the log above"));
        }
        return new Answers(answered, reported);
    }
}
