package io.gansieve.gan.dl4j;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An exported file in ONNX Runtime. */
final class OnnxModel implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    OnnxModel(byte[] file) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            session = environment.createSession(file, options);
        }
    }

    record Detection(float[] logits, float[][] features) {}

    Detection detect(List<Image> images) throws OrtException {
        ImageShape shape = images.get(0).shape();
        ByteBuffer pixels = ByteBuffer.allocateDirect(images.size() * shape.size());
        images.forEach(image -> pixels.put(image.pixels()));
        long[] dimensions = {images.size(), shape.height(), shape.width(), shape.channels()};
        try (OnnxTensor input = OnnxTensor.createTensor(environment, pixels.flip(), dimensions, OnnxJavaType.UINT8);
                OrtSession.Result result = session.run(Map.of("image", input))) {
            float[][] logits = (float[][]) result.get("logit").orElseThrow().getValue();
            float[][] features =
                    (float[][]) result.get("features").orElseThrow().getValue();
            float[] column = new float[logits.length];
            for (int i = 0; i < column.length; i++) {
                column[i] = logits[i][0];
            }
            return new Detection(column, features);
        }
    }

    List<Image> generate(float[] latents, int latentSize, ImageShape shape) throws OrtException {
        long[] dimensions = {latents.length / latentSize, latentSize};
        try (OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(latents), dimensions);
                OrtSession.Result result = session.run(Map.of("latent", input))) {
            OnnxTensor output = (OnnxTensor) result.get("image").orElseThrow();
            ByteBuffer pixels = output.getByteBuffer();
            List<Image> images = new ArrayList<>();
            while (pixels.hasRemaining()) {
                byte[] image = new byte[shape.size()];
                pixels.get(image);
                images.add(Image.of(shape, image));
            }
            return images;
        }
    }

    Map<String, String> metadata() throws OrtException {
        return session.getMetadata().getCustomMetadata();
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
