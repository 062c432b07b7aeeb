package io.gansieve.streams;

import static io.gansieve.streams.ScorerFixture.utf8;
import static io.gansieve.streams.TestModels.pointer;
import static io.gansieve.streams.TestModels.pointerKey;
import static io.gansieve.streams.TestModels.version;
import static io.gansieve.streams.TestModels.versionKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.image.ImageShape;
import io.gansieve.image.Sha256;
import io.gansieve.scoring.Score;
import io.gansieve.scoring.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsTest {
    @TempDir
    private Path folder;

    private ScorerFixture scorer;

    @BeforeEach
    void start() {
        scorer = new ScorerFixture(folder);
    }

    @AfterEach
    void stop() {
        scorer.close();
    }

    @Test
    void swapsTheChampionBetweenTwoImages() throws IOException {
        assertThat(scorer.nextVerdict().modelVersion()).isZero();

        scorer.promote(1, 1);
        Verdict first = scorer.nextVerdict();
        scorer.promote(2, 2);
        Verdict second = scorer.nextVerdict();

        assertThat(first.modelVersion()).isEqualTo(1);
        assertThat(first.championEpoch()).isEqualTo(1);
        assertThat(second.modelVersion()).isEqualTo(2);
        assertThat(second.logit() - first.logit()).isCloseTo(1, Offset.offset(1e-5));
        assertThat(second.modelSha256()).isEqualTo(Sha256.hex(TestModels.onnx(2, TestModels.SHAPE)));
        assertThat(Files.readAllBytes(scorer.championFile)).isEqualTo(TestModels.onnx(2, TestModels.SHAPE));
        assertThat(scorer.listener.champions).containsExactly("version 1 epoch 1", "version 2 epoch 2");
        assertThat(scorer.listener.refused).isEmpty();
    }

    @Test
    void returnsToAnEarlierVersionAndToVersionZero() {
        scorer.promote(1, 1);
        scorer.promote(2, 2);

        scorer.model(pointerKey(3), pointer(3, 1));
        assertThat(scorer.nextVerdict().modelVersion()).isEqualTo(1);

        scorer.model(pointerKey(4), pointer(4, 0));
        Verdict builtIn = scorer.nextVerdict();
        assertThat(builtIn.modelVersion()).isZero();
        assertThat(builtIn.championEpoch()).isEqualTo(4);
        assertThat(builtIn.verdict()).isEqualTo(Score.Decision.UNCERTAIN);
        assertThat(scorer.championFile).doesNotExist();
    }

    @Test
    void followsAPointerWhoseCauseANewerReleaseGave() {
        scorer.promote(1, 1);
        String newer = new String(pointer(2, 0), StandardCharsets.UTF_8)
                .replace("\"cause\":\"round\"", "\"cause\":\"eclipse\",\"moon\":true");
        assertThat(newer).contains("eclipse");

        scorer.model(pointerKey(2), utf8(newer));

        assertThat(scorer.nextVerdict().championEpoch()).isEqualTo(2);
        assertThat(scorer.listener.refused).isEmpty();
    }

    @Test
    void neverGoesBackToAnOlderEpoch() {
        scorer.promote(5, 2);
        scorer.promote(4, 1);

        assertThat(scorer.nextVerdict().championEpoch()).isEqualTo(5);
        assertThat(scorer.listener.refused).isEmpty();
    }

    @Test
    void keepsTheChampionWhenAVersionIsTruncatedOrChanged() {
        scorer.promote(1, 1);
        byte[] whole = version(2);

        keepsVersionOne(2, Arrays.copyOf(whole, whole.length / 2), "truncated");
        keepsVersionOne(3, new byte[0], "manifest");
        keepsVersionOne(4, utf8("GARBAGE, not a model"), "manifest");
        byte[] changed = version(5);
        changed[changed.length - 1]++;
        keepsVersionOne(5, changed, "SHA-256");
        byte[] newer = ByteBuffer.wrap(version(6)).putInt(4, 99).array();
        keepsVersionOne(6, newer, "newer");
    }

    @Test
    void keepsTheChampionWhenADetectorDoesNotFit() {
        scorer.promote(1, 1);
        ImageShape other = new ImageShape(32, 32, 3);

        keepsVersionOne(2, version(2, other, TestModels.onnx(2, other)), "28x28x1");
        keepsVersionOne(3, version(3, TestModels.SHAPE, TestModels.onnx(3, other)), "28x28x1");
        keepsVersionOne(4, version(9), "version 4");
        keepsVersionOne(5, version(5, TestModels.SHAPE, TestModels.onnx(4, TestModels.SHAPE)), "version 5");
        keepsVersionOne(6, version(6, TestModels.SHAPE, utf8("no ONNX file")), "ONNX");
    }

    @Test
    void keepsTheChampionWhenAPointerCannotBeRead() {
        scorer.promote(1, 1);

        scorer.model(pointerKey(2), utf8("{"));
        scorer.model(pointerKey(3), utf8("null"));
        scorer.model(pointerKey(4), TestModels.pointerOfNewerSchema(4, 1));
        scorer.model(pointerKey(5), pointer(6, 1));
        scorer.model(utf8("unknown"), utf8("x"));
        scorer.model(new byte[] {(byte) 0xff}, utf8("x"));

        assertThat(scorer.nextVerdict().championEpoch()).isEqualTo(1);
        assertThat(scorer.listener.refused).hasSize(6);
    }

    @Test
    void servesAVersionThatComesAfterItsPointer() {
        scorer.promote(1, 1);

        scorer.model(pointerKey(2), pointer(2, 2));
        assertThat(scorer.nextVerdict().modelVersion()).isEqualTo(1);
        assertThat(scorer.listener.refused).hasSize(1);

        scorer.model(versionKey(2), version(2));
        assertThat(scorer.nextVerdict().championEpoch()).isEqualTo(2);
    }

    @Test
    void goesOnToLaterChampionsPastAPointerThatCannotBeServed() {
        scorer.promote(1, 1);
        scorer.model(pointerKey(900), pointer(900, 900));
        scorer.model(pointerKey(2), pointer(2, 901));

        scorer.promote(2, 2);
        assertThat(scorer.nextVerdict().modelVersion()).isEqualTo(2);

        scorer.promote(3, 3);
        assertThat(scorer.nextVerdict().modelVersion()).isEqualTo(3);
    }

    @Test
    void servesAVersionThatIsRepaired() {
        scorer.promote(1, 1);
        scorer.model(versionKey(2), utf8("broken"));
        scorer.model(pointerKey(2), pointer(2, 2));
        assertThat(scorer.nextVerdict().modelVersion()).isEqualTo(1);

        scorer.model(versionKey(2), version(2));

        assertThat(scorer.nextVerdict().modelVersion()).isEqualTo(2);
    }

    @Test
    void keepsServingAVersionThatIsTombstoned() {
        scorer.promote(1, 1);

        scorer.model(versionKey(1), null);

        assertThat(scorer.nextVerdict().modelVersion()).isEqualTo(1);
    }

    @Test
    void scoresOnWhenTheFileCannotBeWritten() throws IOException {
        Files.createDirectories(scorer.championFile.resolve("in the way"));

        scorer.promote(1, 1);

        assertThat(scorer.nextVerdict().modelVersion()).isEqualTo(1);
    }

    private void keepsVersionOne(long version, byte[] envelope, String complaint) {
        scorer.listener.refused.clear();
        scorer.model(versionKey(version), envelope);
        scorer.model(pointerKey(version), pointer(version, version));

        assertThat(scorer.nextVerdict().modelVersion()).isEqualTo(1);
        assertThat(scorer.nextVerdict().championEpoch()).isEqualTo(1);
        assertThat(scorer.listener.refused)
                .anySatisfy(message -> assertThat(message).contains(complaint));
    }
}
