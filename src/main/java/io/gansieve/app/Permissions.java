package io.gansieve.app;

import io.gansieve.config.Role;
import io.gansieve.streams.Topics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the brokers, before a role starts, whether they let this user do what the role needs: a missing right is one line then,
 * and not a thread that fails again and again. What cannot be asked without doing it still shows there.
 */
final class Permissions {
    private static final Logger LOG = LoggerFactory.getLogger(Permissions.class);
    private static final long TIMEOUT_SECONDS = 10;

    /** Never made: Kafka only checks whether it could be. */
    private static final String TRIAL = "trial";

    private final Admin admin;
    private final List<String> missing = new ArrayList<>();

    private Permissions(Admin admin) {
        this.admin = admin;
    }

    /**
     * Checks the rights of roles.
     *
     * @param prefix of the deployment, which application ids begin with
     * @throws IOException that names every operation and resource that is missing
     */
    static void require(Admin admin, Set<Role> roles, Topics topics, String prefix)
            throws IOException, InterruptedException {
        Permissions permissions = new Permissions(admin);
        for (Role role : roles.stream().sorted().toList()) {
            permissions.check(role, topics, prefix + role.text());
        }
        if (!permissions.missing.isEmpty()) {
            throw new IOException("the brokers do not let this user: "
                    + permissions.missing.stream().distinct().collect(Collectors.joining(", ")));
        }
    }

    private void check(Role role, Topics topics, String applicationId) throws InterruptedException {
        check(topics.images(), AclOperation.READ);
        check(List.of(topics.models()), AclOperation.READ);
        check(List.of(topics.deadLetters(), topics.examples()), AclOperation.WRITE);
        if (role == Role.SCORER) {
            check(List.of(topics.verdicts()), AclOperation.WRITE);
        } else {
            check(List.of(topics.verdicts(), topics.labels(), topics.examples(), topics.commands()), AclOperation.READ);
            check(List.of(topics.labels(), topics.models(), topics.rounds()), AclOperation.WRITE);
            checkInternal(applicationId + "-");
        }
        // Read and write imply describe; these ask for nothing more, and make nothing.
        KafkaFuture<?> group = admin.listConsumerGroupOffsets(applicationId).all();
        String trial = applicationId + "-" + TRIAL;
        KafkaFuture<?> transactions = admin.describeTransactions(List.of(trial)).all();
        note(refused(group), AclOperation.READ, "group " + applicationId);
        note(refused(transactions), AclOperation.WRITE, "transactional id " + applicationId + "-*");
    }

    private void check(Collection<String> topics, AclOperation operation) throws InterruptedException {
        DescribeTopicsOptions withRights = new DescribeTopicsOptions().includeAuthorizedOperations(true);
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
                admin.describeTopics(topics, withRights).topicNameValues().entrySet()) {
            note(refused(topic.getValue(), operation), operation, "topic " + topic.getKey());
        }
    }

    /** What may not even be described may not be read or written. */
    private static boolean refused(KafkaFuture<TopicDescription> topic, AclOperation operation)
            throws InterruptedException {
        return refused(topic)
                || answer(topic)
                        // Null where brokers do not tell.
                        .map(TopicDescription::authorizedOperations)
                        .filter(allowed -> !allowed.contains(operation))
                        .isPresent();
    }

    /** The stores' changelogs and the repartition topic, whose records are deleted once they are read. */
    private void checkInternal(String prefix) throws InterruptedException {
        List<String> internal = answer(admin.listTopics().names()).stream()
                .flatMap(Set::stream)
                .filter(name -> name.startsWith(prefix))
                .toList();
        check(internal, AclOperation.READ);
        check(internal, AclOperation.WRITE);
        check(internal.stream().filter(name -> name.endsWith("-repartition")).toList(), AclOperation.DELETE);
        if (internal.isEmpty()) {
            NewTopic trial = new NewTopic(prefix + TRIAL, Optional.of(1), Optional.empty());
            KafkaFuture<?> created = admin.createTopics(List.of(trial), new CreateTopicsOptions().validateOnly(true))
                    .all();
            note(refused(created), AclOperation.CREATE, "topic " + prefix + "*");
        }
    }

    private void note(boolean refused, AclOperation operation, String resource) {
        if (refused) {
            missing.add(operation.name().toLowerCase(Locale.ROOT) + " " + resource);
        }
    }

    private static boolean refused(KafkaFuture<?> future) throws InterruptedException {
        try {
            future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            return false;
        } catch (ExecutionException e) {
            return e.getCause() instanceof AuthorizationException;
        } catch (TimeoutException e) {
            LOG.warn("the brokers did not say within {} s what this user may do", TIMEOUT_SECONDS);
            return false;
        }
    }

    /** Empty if the brokers do not answer, or not this: the roles find out by themselves then. */
    private static <T> Optional<T> answer(KafkaFuture<T> future) throws InterruptedException {
        try {
            return Optional.of(future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("not answered", e);
            return Optional.empty();
        }
    }
}
