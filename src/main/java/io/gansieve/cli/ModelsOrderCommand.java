package io.gansieve.cli;

import io.gansieve.app.CommandRefusedException;
import io.gansieve.app.KafkaClients;
import io.gansieve.app.NotInForceException;
import io.gansieve.app.Orders;
import io.gansieve.config.GansieveConfig;
import io.gansieve.registry.ChampionPointer;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** What {@code models promote}, {@code rollback}, {@code unpin} and {@code reset-training} share: an order to the trainer, and the wait for it. */
abstract class ModelsOrderCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "How long to wait (default: 30).")
    private long timeoutSeconds = 30;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    abstract io.gansieve.streams.Command order();

    /** What is said once the order is in force. */
    String inForce(ChampionPointer pointer) {
        return "version %d serves, champion epoch %d, %s"
                .formatted(pointer.version(), pointer.epoch(), pointer.pinned() ? "pinned" : "not pinned");
    }

    @Override
    public Integer call() throws Exception {
        GansieveConfig config = common.config();
        Orders orders = new Orders(KafkaClients.of(config), config.topics());
        try {
            ChampionPointer pointer = orders.execute(order(), Duration.ofSeconds(timeoutSeconds));
            PrintWriter out = spec.commandLine().getOut();
            out.println(inForce(pointer));
            out.flush();
            return 0;
        } catch (CommandRefusedException e) {
            throw new CommandFailure("refused: " + e.getMessage(), e);
        } catch (NotInForceException | TimeoutException e) {
            throw new CommandFailure(e.getMessage() == null ? "no answer" : e.getMessage(), e);
        }
    }

    /** {@code models promote}. */
    @Command(name = "promote", mixinStandardHelpOptions = true, description = "Puts a version in force and pins it.")
    static final class Promote extends ModelsOrderCommand {
        @Parameters(
                paramLabel = "VERSION",
                converter = NumberConverter.class,
                description = "A number from models list; 0 is the built-in one.")
        private long version;

        @Override
        io.gansieve.streams.Command order() {
            return new io.gansieve.streams.Command.Promote(version, Person.name());
        }
    }

    /** 0 or above. */
    static final class NumberConverter implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            try {
                long number = Long.parseLong(text);
                if (number >= 0) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw new TypeConversionException("must be a version from 0 on: " + text);
            }
            throw new TypeConversionException("must be a version from 0 on: " + text);
        }
    }

    /** {@code models rollback}. */
    @Command(
            name = "rollback",
            mixinStandardHelpOptions = true,
            description = "Puts the version before the serving one in force again and pins it.")
    static final class Rollback extends ModelsOrderCommand {
        @Override
        io.gansieve.streams.Command order() {
            return new io.gansieve.streams.Command.Rollback(Person.name());
        }
    }

    /** {@code models unpin}. */
    @Command(
            name = "unpin",
            mixinStandardHelpOptions = true,
            description = "Lets rounds replace the serving version again.")
    static final class Unpin extends ModelsOrderCommand {
        @Override
        io.gansieve.streams.Command order() {
            return new io.gansieve.streams.Command.Unpin(Person.name());
        }
    }
}
