package io.gansieve.cli;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Ctrl-C and SIGTERM, before the virtual machine begins to shut down. A shutdown hook would be too late for who must finish
 * work: ONNX Runtime has a hook of its own, which runs beside all others and takes its memory from under whoever still scores.
 *
 * <p>Java has no public way to this; {@code sun.misc.Signal} is there in every release (module {@code jdk.unsupported}), and by
 * reflection no compiler warns of it.
 */
final class Signals {
    private static final List<String> ENDING = List.of("INT", "TERM");
    private static final int STATUS = 128;

    private Signals() {}

    /** @param action what ends the process, on a thread of its own, given the exit status that shells expect: 128 + signal */
    static void handle(IntConsumer action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object handling = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        action.accept(
                                STATUS + (int) signal.getMethod("getNumber").invoke(arguments[0]));
                        return 0;
                    });
            for (String name : ENDING) {
                Object ending = signal.getConstructor(String.class).newInstance(name);
                signal.getMethod("handle", signal, handler).invoke(null, ending, handling);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java has no signals", e);
        }
    }
}
