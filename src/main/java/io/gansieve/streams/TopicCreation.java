package io.gansieve.streams;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates a topic as it is planned, or, where the brokers refuse a setting, with as many of its settings as they accept: it leaves
 * out one, then two, and so on, since a refusal does not say in a way that programs could read which setting is meant. That ends:
 * more than {@value #MOST_COMBINED} optional settings are left out one by one or all, and two replications are tried. Does not own
 * the client.
 */
final class TopicCreation {
    /** 8 MiB with overhead included: less than the largest image needs, but far more than the default. */
    private static final int PROVIDERS_BYTES = 8 << 20;

    /** So many settings have 32 subsets. */
    private static final int MOST_COMBINED = 5;

    private static final Logger LOG = LoggerFactory.getLogger(TopicCreation.class);

    /** What providers ask for where the brokers' own default is refused. */
    private static final Optional<Short> USUAL_REPLICAS = Optional.of((short) 3);

    private final Admin admin;

    TopicCreation(Admin admin) {
        this.admin = admin;
    }

    /** What is in the way; empty if the topic is there now. */
    Optional<String> create(TopicPlan plan) {
        return create(plan, Optional.empty());
    }

    /** @param replicas empty for the brokers' default */
    Optional<String> create(TopicPlan plan, Optional<Short> replicas) {
        try {
            Optional<String> refusal = refusal(plan, replicas);
            if (refusal.isPresent()
                    && replicas.isEmpty()
                    && refusal(plan, USUAL_REPLICAS).isEmpty()) {
                LOG.warn(
                        "topic {} was created with {} replicas, since the brokers refuse their own default ({})",
                        plan.name(),
                        USUAL_REPLICAS.get(),
                        refusal.get());
                return Optional.empty();
            }
            return refusal.map(why -> problem(plan, why));
        } catch (TopicExistsException e) {
            LOG.debug("another process created topic {} first", plan.name());
            return Optional.empty();
        } catch (AuthorizationException e) {
            return Optional.of("topic is missing and may not be created by this user: " + plan.described());
        } catch (KafkaException e) {
            return Optional.of(problem(plan, String.valueOf(e.getMessage())));
        }
    }

    private static String problem(TopicPlan plan, String why) {
        return "topic %s could not be created: %s".formatted(plan.name(), why);
    }

    /** The first refusal if every choice is refused. */
    private Optional<String> refusal(TopicPlan plan, Optional<Short> replicas) {
        Map<Set<String>, String> refusals = new HashMap<>();
        for (Set<String> without : choices(plan.optional())) {
            for (TopicPlan attempt : attempts(plan, without)) {
                Set<String> left = new TreeSet<>(without);
                attempt.replaced(plan).forEach(left::remove);
                try {
                    TopicAdmin.await(admin.createTopics(List.of(attempt.newTopic(left, replicas)))
                            .all());
                    LOG.info("created topic {}", attempt.described(left));
                    without.forEach(setting -> tell(plan, attempt, setting, without, refusals));
                    return Optional.empty();
                } catch (InvalidReplicationFactorException e) {
                    // No setting heals it.
                    return Optional.of(String.valueOf(e.getMessage()));
                } catch (PolicyViolationException | InvalidConfigurationException e) {
                    refusals.put(without, String.valueOf(e.getMessage()));
                }
            }
        }
        return Optional.of(refusals.getOrDefault(Set.of(), ""));
    }

    /** Before the room for large images is given up, the most that providers are known to give. */
    private static List<TopicPlan> attempts(TopicPlan plan, Set<String> without) {
        return without.contains(TopicConfig.MAX_MESSAGE_BYTES_CONFIG) && plan.maxMessageBytes() > PROVIDERS_BYTES
                ? List.of(plan.withMaxMessageBytes(PROVIDERS_BYTES), plan)
                : List.of(plan);
    }

    /** Smaller choices were refused before: the one with this setting alone beside the accepted ones says why. */
    private static void tell(
            TopicPlan plan, TopicPlan created, String setting, Set<String> without, Map<Set<String>, String> refusals) {
        Set<String> others = new TreeSet<>(without);
        others.remove(setting);
        boolean replaced = created.replaced(plan).contains(setting);
        LOG.warn(
                "topic {} was created {} {}={}, which the brokers refuse ({}): {}",
                plan.name(),
                replaced
                        ? "with %s=%s in place of"
                                .formatted(setting, created.settings().get(setting))
                        : "without",
                setting,
                plan.settings().get(setting),
                refusals.getOrDefault(others, refusals.get(Set.<String>of())),
                TopicPlan.costOf(setting));
    }

    /** What to leave out: every subset of a few settings, the smallest first; of many settings none, one or all. */
    private static List<Set<String>> choices(List<String> optional) {
        List<Set<String>> choices = new ArrayList<>();
        if (optional.size() > MOST_COMBINED) {
            choices.add(Set.of());
            optional.forEach(setting -> choices.add(Set.of(setting)));
            choices.add(new TreeSet<>(optional));
            return choices;
        }
        for (int bits = 0; bits < 1 << optional.size(); bits++) {
            Set<String> without = new TreeSet<>();
            for (int index = 0; index < optional.size(); index++) {
                if ((bits & (1 << index)) != 0) {
                    without.add(optional.get(index));
                }
            }
            choices.add(without);
        }
        choices.sort(Comparator.comparingInt(Set::size));
        return choices;
    }
}
