package io.gansieve.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.util.regex.Pattern;

/**
 * Lets through the Kafka meters that tell how an application does. Kafka's clients have thousands, most of them of single connections
 * and of RocksDB's inside: a scrape of all takes ten times as long and tells no more. JMX still has every one.
 */
final class KafkaMeterFilter implements MeterFilter {
    private static final Pattern KEPT = Pattern.compile(String.join(
            "|",
            "kafka\\.stream\\.(client\\.state|alive\\.stream\\.threads|failed\\.stream\\.threads)",
            "kafka\\.stream\\.thread\\.(?!thread\\.start).*",
            "kafka\\.stream\\.task\\..*",
            "kafka\\.stream\\.state\\.(total\\.sst\\.files\\.size|size\\.all\\.mem\\.tables|block\\.cache\\.usage)",
            "kafka\\.stream\\.state\\.updater\\..*",
            "kafka\\.consumer\\.fetch\\.manager\\.(records|bytes|fetch\\.latency).*",
            "kafka\\.consumer\\.coordinator\\.(assigned|rebalance|failed\\.rebalance|last\\.heartbeat|commit).*",
            "kafka\\.consumer\\.(last\\.poll|time\\.between\\.poll|poll\\.idle).*",
            "kafka\\.producer\\.(record\\.(send|error|retry)|request\\.latency|txn).*"));

    /** Prometheus makes rates from the totals beside them; of lag and lead, a partition's present lag says all. */
    private static final Pattern REDUNDANT = Pattern.compile(".*\\.rate|.*\\.records\\.(lead.*|lag\\.(avg|max))");

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        String name = id.getName();
        boolean denied = name.startsWith("kafka.")
                && (!KEPT.matcher(name).matches() || REDUNDANT.matcher(name).matches());
        return denied ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
    }
}
