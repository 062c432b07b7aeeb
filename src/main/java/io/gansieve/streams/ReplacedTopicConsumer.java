package io.gansieve.streams;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer that tells a topic which was deleted and made again from one that lost its end. A transaction that is under way at the
 * deletion leaves its offsets behind, and they name the same leader epoch as the new topic's first records: to Kafka's consumer the
 * log looks cut off, and it would go on at its present end, past records that nobody has read. Here a new topic is read from its
 * beginning, and only a log that was truly cut off (an unclean election of its leader) goes on where it diverges.
 */
final class ReplacedTopicConsumer extends KafkaConsumer<byte[], byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(ReplacedTopicConsumer.class);

    private final TopicHistory history;

    /** @param settings with {@code auto.offset.reset} {@code none}: otherwise the consumer decides by itself */
    ReplacedTopicConsumer(Map<String, Object> settings, TopicHistory history) {
        super(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.history = history;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        try {
            return super.poll(timeout);
        } catch (LogTruncationException e) {
            goOn(e);
            return ConsumerRecords.empty();
        }
    }

    private void goOn(LogTruncationException truncation) {
        Set<TopicPartition> fromBeginning = new HashSet<>(truncation.partitions());
        // Asked once a topic, not once a partition: the brokers may be slow to answer.
        Map<String, Boolean> madeAgain = new HashMap<>();
        for (Map.Entry<TopicPartition, OffsetAndMetadata> diverging :
                truncation.divergentOffsets().entrySet()) {
            if (!madeAgain.computeIfAbsent(diverging.getKey().topic(), history::madeAgain)) {
                LOG.warn("{} was cut off; it is read on at {}", diverging.getKey(), diverging.getValue());
                seek(diverging.getKey(), diverging.getValue());
                fromBeginning.remove(diverging.getKey());
            }
        }
        if (!fromBeginning.isEmpty()) {
            LOG.warn("{} are not those that were read before; they are read from their beginning", fromBeginning);
            seekToBeginning(fromBeginning);
        }
    }
}
