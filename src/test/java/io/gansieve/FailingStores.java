package io.gansieve;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.ProcessorWrapper;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.WrappedFixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.WrappedProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Makes writes to one store fail, as RocksDB does on a broken disk, in the program's own topologies: the value of
 * {@code kafka.processor.wrapper.class}. Streams makes an instance itself, so that the plan is static: one test at a time.
 */
public final class FailingStores implements ProcessorWrapper {
    private static volatile Plan plan = new Plan("", 0, 0);

    /** @param puts of the store that go well before the first one that fails */
    private record Plan(String store, AtomicInteger puts, AtomicInteger failures) {
        Plan(String store, int puts, int failures) {
            this(store, new AtomicInteger(puts), new AtomicInteger(failures));
        }

        void put(String name) {
            if (name.equals(store)
                    && puts.getAndDecrement() <= 0
                    && failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new ProcessorStateException("Error while executing put from store " + name + ": injected");
            }
        }
    }

    /** Each failure ends a thread: the next one meets the thread that took its place. */
    static void plan(String store, int puts, int failures) {
        plan = new Plan(store, puts, failures);
    }

    /** Failures that have not happened yet. */
    static int left() {
        return plan.failures().get();
    }

    @Override
    public <K, V, L, W> WrappedProcessorSupplier<K, V, L, W> wrapProcessorSupplier(
            String name, ProcessorSupplier<K, V, L, W> supplier) {
        return new WrappedProcessorSupplier<>() {
            @Override
            public Processor<K, V, L, W> get() {
                return new WithFailingStores<>(supplier.get());
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return supplier.stores();
            }
        };
    }

    @Override
    public <K, V, W> WrappedFixedKeyProcessorSupplier<K, V, W> wrapFixedKeyProcessorSupplier(
            String name, FixedKeyProcessorSupplier<K, V, W> supplier) {
        return ProcessorWrapper.asWrappedFixedKey(supplier);
    }

    private record WithFailingStores<K, V, L, W>(Processor<K, V, L, W> processor) implements Processor<K, V, L, W> {
        @Override
        @SuppressWarnings("unchecked")
        public void init(ProcessorContext<L, W> context) {
            processor.init((ProcessorContext<L, W>) Proxy.newProxyInstance(
                    FailingStores.class.getClassLoader(),
                    new Class<?>[] {ProcessorContext.class},
                    (proxy, method, arguments) -> {
                        Object result = call(context, method, arguments);
                        return result instanceof KeyValueStore<?, ?> store ? failing(store) : result;
                    }));
        }

        @Override
        public void process(Record<K, V> record) {
            processor.process(record);
        }

        @Override
        public void close() {
            processor.close();
        }
    }

    private static Object failing(StateStore store) {
        return Proxy.newProxyInstance(
                FailingStores.class.getClassLoader(),
                new Class<?>[] {KeyValueStore.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("put")) {
                        plan.put(store.name());
                    }
                    return call(store, method, arguments);
                });
    }

    private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
