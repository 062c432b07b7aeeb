package io.gansieve.app;

import io.gansieve.registry.ChampionPointer;
import io.gansieve.registry.ModelKeys;
import io.gansieve.registry.ModelLog;
import io.gansieve.scoring.Json;
import io.gansieve.streams.Command;
import io.gansieve.streams.HeaderNames;
import io.gansieve.streams.ModelLogReader;
import io.gansieve.streams.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;

/** Gives orders to a deployment: commands to its trainer, labels to its images. Needs nothing but the topics. */
public final class Orders {
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaClients clients;
    private final Topics topics;

    public Orders(KafkaClients clients, Topics topics) {
        this.clients = clients;
        this.topics = topics;
    }

    /** Sends a command and returns its id once the broker has it. */
    public String send(Command command) throws IOException, InterruptedException {
        String id = UUID.randomUUID().toString();
        produce(topics.commands(), id, Json.write(command));
        return id;
    }

    /** Sends a command and returns its offset once the broker has it. */
    long sendAt(Command command) throws IOException, InterruptedException {
        return produce(topics.commands(), UUID.randomUUID().toString(), Json.write(command))
                .offset();
    }

    /** @param fields of the JSON: label, and class and source if known */
    public void label(String imageId, Map<String, Object> fields) throws IOException, InterruptedException {
        produce(topics.labels(), imageId, Json.write(fields));
    }

    /**
     * Sends a command and waits until the champion pointer that it caused is in force, as every scorer reads it.
     *
     * @throws CommandRefusedException if the trainer refuses it
     * @throws NotInForceException if the trainer obeys it, but another champion serves when {@code limit} is over
     * @throws TimeoutException if no trainer answers within {@code limit}
     */
    public ChampionPointer execute(Command command, Duration limit)
            throws IOException, InterruptedException, CommandRefusedException, NotInForceException, TimeoutException {
        try (TopicTail models = TopicTail.fromEnd(clients, topics.models());
                TopicTail deadLetters = TopicTail.fromEnd(clients, topics.deadLetters())) {
            String id = send(command);
            long started = System.nanoTime();
            while (System.nanoTime() - started < limit.toNanos()) {
                for (ConsumerRecord<byte[], byte[]> read : models.poll(POLL)) {
                    Optional<ChampionPointer> pointer = pointerOf(id, read).filter(found -> answers(command, found));
                    if (pointer.isPresent()) {
                        return inForce(pointer.get(), limit.minusNanos(System.nanoTime() - started));
                    }
                }
                for (ConsumerRecord<byte[], byte[]> read : deadLetters.poll(POLL)) {
                    if (Arrays.equals(id.getBytes(StandardCharsets.UTF_8), read.key())) {
                        throw new CommandRefusedException(reason(read));
                    }
                }
            }
            throw new TimeoutException("no trainer answered within %d s; is one running?".formatted(limit.toSeconds()));
        }
    }

    /** A pointer on the topic serves only if no other one does, and if its version can be served. */
    private ChampionPointer inForce(ChampionPointer caused, Duration limit)
            throws IOException, InterruptedException, NotInForceException {
        long started = System.nanoTime();
        try (ModelLogReader reader = clients.openModelLog(topics)) {
            while (true) {
                ModelLog log = reader.catchUp();
                Optional<ChampionPointer> champion = log.champion();
                if (champion.filter(caused::isSameOrderAs).isPresent()) {
                    return champion.get();
                }
                if (System.nanoTime() - started >= limit.toNanos()) {
                    throw new NotInForceException(
                            "the trainer answered with version %d, champion epoch %d, but version %d serves, champion epoch %d"
                                    .formatted(
                                            caused.version(),
                                            caused.epoch(),
                                            log.championVersion(),
                                            champion.map(ChampionPointer::epoch).orElse(0L)));
                }
                Thread.sleep(POLL.toMillis());
            }
        } catch (KafkaException e) {
            throw new IOException(
                    "cannot read %s at %s: %s"
                            .formatted(topics.models(), clients.bootstrapServers(), KafkaFailure.reason(e)),
                    e);
        }
    }

    private static Optional<ChampionPointer> pointerOf(String commandId, ConsumerRecord<byte[], byte[]> read) {
        if (read.key() == null
                || read.value() == null
                || ModelKeys.epochOf(new String(read.key(), StandardCharsets.UTF_8))
                        .isEmpty()) {
            return Optional.empty();
        }
        try {
            ChampionPointer pointer = Json.read(read.value(), ChampionPointer.class);
            return pointer.commandId().equals(commandId) ? Optional.of(pointer) : Optional.empty();
        } catch (IllegalArgumentException e) {
            // Whatever it is, the trainer did not write it: the answer is still to come.
            return Optional.empty();
        }
    }

    private static boolean answers(Command command, ChampionPointer pointer) {
        return !(command instanceof Command.Promote promote) || promote.version() == pointer.version();
    }

    private static String reason(ConsumerRecord<byte[], byte[]> refusal) {
        return header(refusal, HeaderNames.MESSAGE)
                .or(() -> header(refusal, HeaderNames.REASON))
                .orElse("no reason given");
    }

    private static Optional<String> header(ConsumerRecord<byte[], byte[]> read, String name) {
        return Optional.ofNullable(read.headers().lastHeader(name))
                .map(Header::value)
                .map(value -> new String(value, StandardCharsets.UTF_8));
    }

    private RecordMetadata produce(String topic, String key, byte[] value) throws IOException, InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = clients.producer()) {
            return producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value))
                    .get();
        } catch (ExecutionException | KafkaException e) {
            String message =
                    KafkaFailure.reason(e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e);
            throw new IOException(
                    "cannot write to %s at %s: %s".formatted(topic, clients.bootstrapServers(), message), e);
        }
    }
}
