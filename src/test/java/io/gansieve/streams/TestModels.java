package io.gansieve.streams;

import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Sha256;
import io.gansieve.registry.ChampionPointer;
import io.gansieve.registry.CorruptEnvelopeException;
import io.gansieve.registry.Envelope;
import io.gansieve.registry.GateReport;
import io.gansieve.registry.ModelKeys;
import io.gansieve.registry.ModelPackage;
import io.gansieve.registry.ModelVersion;
import io.gansieve.registry.Provenance;
import io.gansieve.registry.VersionRecords;
import io.gansieve.scoring.Calibration;
import io.gansieve.scoring.DetectorMetadata;
import io.gansieve.scoring.Familiarity;
import io.gansieve.scoring.FrameThresholds;
import io.gansieve.scoring.Json;
import io.gansieve.scoring.Thresholds;
import io.gansieve.scoring.TinyDetector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import onnx.Onnx;

/** Records of the models topic around a detector that can be checked by hand: logit = mean / 255 · 4 − 2 + version. */
final class TestModels {
    static final ImageShape SHAPE = ImageShape.MNIST;
    static final Instant CREATED = Instant.parse("2026-11-01T12:00:00Z");

    private TestModels() {}

    static byte[] onnx(long version, ImageShape shape) {
        DetectorMetadata metadata = new DetectorMetadata(
                DetectorMetadata.SCHEMA,
                version,
                shape,
                ImageFit.RESIZE,
                Calibration.IDENTITY,
                new Thresholds(0.2, 0.8, 0.9, 0.01),
                FrameThresholds.NONE,
                Familiarity.UNLIMITED,
                List.of("gan"));
        return TinyDetector.onnx(shape, 4, version - 2.0, metadata.toProperties());
    }

    /** Its bias lies in a file of the machine. */
    static byte[] readingAFile(long version) throws IOException {
        Onnx.ModelProto.Builder model = Onnx.ModelProto.parseFrom(onnx(version, SHAPE)).toBuilder();
        model.getGraphBuilder()
                .getInitializerBuilder(1)
                .clearFloatData()
                .setDataLocation(Onnx.TensorProto.DataLocation.EXTERNAL)
                .addExternalData(Onnx.StringStringEntryProto.newBuilder()
                        .setKey("location")
                        .setValue("/etc/hostname"));
        return model.build().toByteArray();
    }

    /** A loop of 2⁶³ − 1 trips before its logit. */
    static byte[] looping(long version) throws IOException {
        Onnx.ModelProto.Builder model = Onnx.ModelProto.parseFrom(onnx(version, SHAPE)).toBuilder();
        model.getGraphBuilder()
                .addInitializer(Onnx.TensorProto.newBuilder()
                        .setName("trips")
                        .setDataType(Onnx.TensorProto.DataType.INT64.getNumber())
                        .addInt64Data(Long.MAX_VALUE))
                .addNode(Onnx.NodeProto.newBuilder()
                        .setOpType("Loop")
                        .addInput("trips")
                        .addInput("")
                        .addInput("logit")
                        .addOutput("turned")
                        .addAttribute(Onnx.AttributeProto.newBuilder()
                                .setName("body")
                                .setType(Onnx.AttributeProto.AttributeType.GRAPH)
                                .setG(Onnx.GraphProto.newBuilder().setName("body"))));
        return model.build().toByteArray();
    }

    static byte[] version(long version) {
        return version(version, SHAPE, onnx(version, SHAPE));
    }

    static byte[] version(long version, ImageShape shape, byte[] onnx) {
        byte[] generator = {1, 2, 3};
        byte[] samples = {4, 5};
        ModelVersion metadata = new ModelVersion(
                ModelVersion.SCHEMA,
                version,
                CREATED,
                shape,
                ImageFit.RESIZE,
                Calibration.IDENTITY,
                new Thresholds(0.2, 0.8, 0.9, 0.01),
                List.of("gan"),
                new Provenance(version - 1, version, 42, 1000, "digest", Map.of(), Map.of()),
                new GateReport(true, List.of(), Map.of(), Map.of(), 0, 0, 1, 1),
                Map.of(
                        ModelVersion.DETECTOR, Sha256.hex(onnx),
                        ModelVersion.GENERATOR, Sha256.hex(generator),
                        ModelVersion.SAMPLES, Sha256.hex(samples)));
        return Envelope.encode(new ModelPackage(metadata, onnx, generator, samples));
    }

    /** As it is published now: the keys and values of its parts, and of its manifest. */
    static VersionRecords records(long version) {
        try {
            return VersionRecords.of(Envelope.decode(version(version)));
        } catch (CorruptEnvelopeException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] pointer(long epoch, long version) {
        return Json.write(new ChampionPointer(
                ChampionPointer.SCHEMA, epoch, version, "round", "round " + epoch, "", false, CREATED));
    }

    static byte[] pointerOfNewerSchema(long epoch, long version) {
        String json = new String(pointer(epoch, version), StandardCharsets.UTF_8);
        return json.replace("\"schema\":1", "\"schema\":99").getBytes(StandardCharsets.UTF_8);
    }

    static byte[] versionKey(long version) {
        return ModelKeys.version(version).getBytes(StandardCharsets.UTF_8);
    }

    static byte[] pointerKey(long epoch) {
        return ModelKeys.champion(epoch).getBytes(StandardCharsets.UTF_8);
    }
}
