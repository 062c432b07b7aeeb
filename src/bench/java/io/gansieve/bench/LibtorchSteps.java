package io.gansieve.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.List;
import java.util.function.UnaryOperator;

/** The peer: DJL on libtorch. DJL has no transposed convolution, so the generator shuffles pixels. */
final class LibtorchSteps implements TrainingSteps {
    private static final float LEAK = 0.2f;

    private final PairSize size;
    private final NDManager manager = NDManager.newBaseManager();
    private final ParameterStore parameters = new ParameterStore(manager, false);
    private final Block critic;
    private final Block generator;
    private final Optimizer criticAdam = adam();
    private final Optimizer generatorAdam = adam();
    private final NDArray real;

    LibtorchSteps(PairSize size) {
        this.size = size;
        critic = critic(size);
        generator = generator(size);
        Shape images = new Shape(BATCH, 1, PairSize.SIDE, PairSize.SIDE);
        initialise(critic, images);
        initialise(generator, new Shape(BATCH, size.latents()));
        real = manager.randomUniform(-1, 1, images);
    }

    @Override
    public void step() {
        try (NDManager scratch = manager.newSubManager();
                GradientCollector tape = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray latents = scratch.randomNormal(new Shape(BATCH, size.latents()));
            NDArray generated =
                    generator.forward(parameters, new NDList(latents), true).singletonOrThrow();
            stepCritic(tape, scratch, generated);
            stepGenerator(tape, scratch, generated);
        }
    }

    private void stepCritic(GradientCollector tape, NDManager scratch, NDArray generated) {
        NDArray reals = real.duplicate();
        reals.attach(scratch);
        NDArray images = reals.concat(generated.stopGradient(), 0);
        NDArray logits = logits(images);
        NDArray realLoss = Activation.softPlus(logits.get(":" + BATCH).neg()).mean();
        NDArray generatedLoss = Activation.softPlus(logits.get(BATCH + ":")).mean();
        tape.backward(realLoss.add(generatedLoss));
        update(critic, criticAdam);
    }

    private void stepGenerator(GradientCollector tape, NDManager scratch, NDArray generated) {
        require(critic, false);
        NDArray loss = Activation.softPlus(logits(generated).neg()).mean();
        tape.backward(loss);
        update(generator, generatorAdam);
        require(critic, true);
        loss.attach(scratch);
        loss.getFloat();
    }

    private NDArray logits(NDArray images) {
        return critic.forward(parameters, new NDList(images), true).singletonOrThrow();
    }

    @Override
    public void close() {
        manager.close();
    }

    private void initialise(Block block, Shape input) {
        block.setInitializer(new XavierInitializer(), Parameter.Type.WEIGHT);
        block.initialize(manager, DataType.FLOAT32, input);
        require(block, true);
    }

    private static void require(Block block, boolean gradient) {
        for (Parameter parameter : block.getParameters().values()) {
            parameter.getArray().setRequiresGradient(gradient);
        }
    }

    private static void update(Block block, Optimizer optimizer) {
        for (Parameter parameter : block.getParameters().values()) {
            try (NDArray gradient = parameter.getArray().getGradient()) {
                optimizer.update(parameter.getId(), parameter.getArray(), gradient);
                gradient.subi(gradient);
            }
        }
    }

    private static Optimizer adam() {
        return Optimizer.adam()
                .optLearningRateTracker(Tracker.fixed(1e-3f))
                .optBeta1(0.5f)
                .build();
    }

    private static Block critic(PairSize size) {
        SequentialBlock block = new SequentialBlock();
        for (int channels : List.of(size.channels() / 2, size.channels())) {
            // As many outputs as with SAME: half the inputs.
            int pad = (size.kernel() - 1) / 2;
            block.add(convolution(channels, size.kernel(), 2, pad));
            block.add(leakyRelu());
        }
        return block.add(Blocks.batchFlattenBlock())
                .add(Linear.builder().setUnits(1).build());
    }

    private static Block generator(PairSize size) {
        int units = size.channels() * PairSize.COARSE * PairSize.COARSE;
        return new SequentialBlock()
                .add(Linear.builder().setUnits(units).build())
                .add(x -> each(x, a -> a.reshape(-1, size.channels(), PairSize.COARSE, PairSize.COARSE)))
                .add(Activation::relu)
                .add(convolution(2 * size.channels(), 3, 1, 1))
                .add(x -> each(x, LibtorchSteps::shuffled))
                .add(Activation::relu)
                .add(convolution(4, 3, 1, 1))
                .add(x -> each(x, LibtorchSteps::shuffled))
                .add(Activation::tanh);
    }

    private static Block leakyRelu() {
        return new SequentialBlock().add(x -> each(x, a -> Activation.leakyRelu(a, LEAK)));
    }

    private static Block convolution(int channels, int kernel, int stride, int pad) {
        return Conv2d.builder()
                .setKernelShape(new Shape(kernel, kernel))
                .optStride(new Shape(stride, stride))
                .optPadding(new Shape(pad, pad))
                .setFilters(channels)
                .build();
    }

    private static NDArray shuffled(NDArray planes) {
        Shape shape = planes.getShape();
        long channels = shape.get(1) / 4;
        return planes.reshape(shape.get(0), channels, 2, 2, shape.get(2), shape.get(3))
                .transpose(0, 1, 4, 2, 5, 3)
                .reshape(shape.get(0), channels, 2 * shape.get(2), 2 * shape.get(3));
    }

    private static NDList each(NDList arrays, UnaryOperator<NDArray> operation) {
        return new NDList(operation.apply(arrays.singletonOrThrow()));
    }
}
