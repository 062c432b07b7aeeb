package io.gansieve;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.scoring.Json;
import io.gansieve.scoring.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** What {@code read_committed} readers see of one deployment, read from the beginning. */
final class Answers {
    private final String bootstrapServers;
    private final String prefix;

    Answers(String bootstrapServers, String prefix) {
        this.bootstrapServers = bootstrapServers;
        this.prefix = prefix;
    }

    List<Verdict> verdicts() {
        return records("verdicts").stream()
                .map(record -> Json.read(record.value(), Verdict.class))
                .toList();
    }

    /** All committed records of a topic, in the order of their partitions. */
    List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    /** Waits until every image record has an answer, then checks that none has two. */
    void awaitEachImageAnsweredOnce(Duration atMost) {
        Awaitility.await("every image answered")
                .atMost(atMost)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> answers().size() >= records("images").size());
        Map<String, Integer> answers = answers();
        assertThat(answers.values()).as("answers to one record").containsOnly(1);
        assertThat(answers.keySet())
                .containsExactlyInAnyOrderElementsOf(records("images").stream()
                        .map(record -> position(record.topic(), record.partition(), record.offset()))
                        .toList());
    }

    /** Waits until each of the images has an answer; says how many have none or more than one. */
    Tally tally(Set<String> images, Duration atMost) {
        return tally("", images, atMost);
    }

    /** The same of those answers alone whose image ids begin with {@code prefix}. */
    Tally tally(String prefix, Set<String> images, Duration atMost) {
        try {
            return Awaitility.await("every image answered")
                    .atMost(atMost)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> tally(prefix, images), tally -> tally.lost() == 0);
        } catch (ConditionTimeoutException e) {
            return tally(prefix, images);
        }
    }

    private Tally tally(String prefix, Set<String> images) {
        Map<String, Integer> answers = new HashMap<>();
        verdicts().forEach(verdict -> answers.merge(verdict.imageId(), 1, Integer::sum));
        List<ConsumerRecord<byte[], byte[]>> letters = records("dead-letters");
        letters.forEach(letter -> answers.merge(new String(letter.key(), StandardCharsets.UTF_8), 1, Integer::sum));
        answers.keySet().removeIf(id -> !id.startsWith(prefix));
        return Tally.of(images, answers, letters.size());
    }

    /** Waits until each partition of images has had a committed verdict that was given at {@code since} or later. */
    void awaitVerdictsSince(Instant since, Duration atMost) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            seek(consumer, "verdicts", since);
            int partitions = partitions(consumer, "images").size();
            Set<Integer> answered = new HashSet<>();
            Awaitility.await("verdicts on %d partitions since %s".formatted(partitions, since))
                    .atMost(atMost)
                    .pollInSameThread()
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> {
                        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                            Verdict verdict = Json.read(record.value(), Verdict.class);
                            if (!verdict.scoredAt().isBefore(since)) {
                                answered.add(verdict.input().partition());
                            }
                        }
                        return answered.size() == partitions;
                    });
        }
    }

    private void seek(KafkaConsumer<byte[], byte[]> consumer, String topic, Instant since) {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions(consumer, topic).forEach(partition -> times.put(partition, since.toEpochMilli()));
        consumer.assign(times.keySet());
        consumer.offsetsForTimes(times).forEach((partition, found) -> {
            if (found == null) {
                consumer.seekToEnd(List.of(partition));
            } else {
                consumer.seek(partition, found.offset());
            }
        });
    }

    /** Keys of the models topic, in the order of their records, without tombstones. */
    List<String> modelKeys() {
        return records("models").stream()
                .filter(record -> record.value() != null)
                .map(record -> new String(record.key(), StandardCharsets.UTF_8))
                .toList();
    }

    private Map<String, Integer> answers() {
        Map<String, Integer> answers = new TreeMap<>();
        for (Verdict verdict : verdicts()) {
            Verdict.Input input = verdict.input();
            answers.merge(position(input.topic(), input.partition(), input.offset()), 1, Integer::sum);
        }
        for (ConsumerRecord<byte[], byte[]> letter : records("dead-letters")) {
            String topic = header(letter, "__streams.errors.topic");
            if (topic.equals(prefix + "images")) {
                String position = position(
                        topic,
                        Integer.parseInt(header(letter, "__streams.errors.partition")),
                        Long.parseLong(header(letter, "__streams.errors.offset")));
                answers.merge(position, 1, Integer::sum);
            }
        }
        return answers;
    }

    static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static String position(String topic, int partition, long offset) {
        return topic + "-" + partition + "@" + offset;
    }

    private List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        return consumer.partitionsFor(prefix + topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "isolation.level",
                        "read_committed",
                        "max.partition.fetch.bytes",
                        18 << 20),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
