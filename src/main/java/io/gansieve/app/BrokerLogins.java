package io.gansieve.app;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.scram.ScramCredential;
import org.apache.kafka.common.security.scram.ScramCredentialCallback;
import org.apache.kafka.common.security.scram.internals.ScramFormatter;
import org.apache.kafka.common.security.scram.internals.ScramMechanism;

/**
 * Knows the one user of the embedded broker, from the listener's own login entry. Kafka keeps SCRAM users in its metadata, where a
 * broker that asks for logins from its first start on has none yet; here a new password is in force after a restart. Made by Kafka.
 */
public final class BrokerLogins implements AuthenticateCallbackHandler {
    private static final int ITERATIONS = 4096;

    private Optional<User> user = Optional.empty();

    private record User(String name, ScramCredential credential) {}

    @Override
    public void configure(Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> entries) {
        Map<String, ?> options = entries.get(0).getOptions();
        try {
            ScramCredential credential = new ScramFormatter(ScramMechanism.forMechanismName(mechanism))
                    .generateCredential(String.valueOf(options.get("password")), ITERATIONS);
            user = Optional.of(new User(String.valueOf(options.get("username")), credential));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has the algorithms of " + mechanism, e);
        }
    }

    @Override
    public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
        String name = "";
        for (Callback callback : callbacks) {
            if (callback instanceof NameCallback named) {
                name = named.getDefaultName();
            } else if (callback instanceof ScramCredentialCallback wanted) {
                wanted.scramCredential(credential(name));
            } else {
                throw new UnsupportedCallbackException(callback);
            }
        }
    }

    private ScramCredential credential(String name) {
        return user.filter(known -> known.name().equals(name))
                .map(User::credential)
                .orElseThrow(() -> new SaslAuthenticationException("the broker has no such user"));
    }

    @Override
    public void close() {}
}
