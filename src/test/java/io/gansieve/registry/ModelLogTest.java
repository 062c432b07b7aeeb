package io.gansieve.registry;

import static io.gansieve.registry.ModelRecords.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.scoring.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelLogTest {
    private static final VersionRecords VERSION = VersionRecords.of(Models.tiny(ModelVersion.SCHEMA));
    private static final Manifest MANIFEST = VERSION.manifest();
    private static final long NUMBER = MANIFEST.metadata().version();

    private final ModelRecords topic = new ModelRecords();

    @Test
    void holdsAVersionOnceManifestAndPartsAgree() throws CorruptEnvelopeException {
        topic.add(ModelKeys.part(NUMBER, 0), VERSION.parts().get(0));
        assertThat(topic.log().versions()).isEmpty();
        assertThat(topic.log().problems()).isEmpty();

        topic.add(MANIFEST);
        assertThat(topic.log().held(NUMBER)).isTrue();
        assertThat(topic.log().bytes()).isEqualTo(MANIFEST.bytes());
        assertThat(topic.fetch(NUMBER)).contains(Models.tiny(ModelVersion.SCHEMA));
    }

    @Test
    void readsAVersionInOneRecordAsItWasWrittenBefore() throws CorruptEnvelopeException {
        topic.add(ModelKeys.version(NUMBER), Envelope.encode(Models.tiny(ModelVersion.SCHEMA)));

        assertThat(topic.log().held(NUMBER)).isTrue();
        assertThat(topic.fetch(NUMBER)).contains(Models.tiny(ModelVersion.SCHEMA));
    }

    @Test
    void keepsTheChampionWhileANewVersionIsTorn() {
        topic.add(ModelKeys.version(NUMBER), Envelope.encode(Models.tiny(ModelVersion.SCHEMA)));
        topic.add(pointer(1, NUMBER));
        ModelVersion next = renumbered(MANIFEST.metadata(), NUMBER + 1);
        Manifest torn =
                new Manifest(MANIFEST.schema(), next, Manifest.Weights.HELD, MANIFEST.files(), MANIFEST.parts());
        topic.add(torn);
        topic.add(pointer(2, NUMBER + 1));

        assertThat(topic.log().championVersion()).isEqualTo(NUMBER);
        assertThat(topic.log().problems())
                .containsEntry("version/" + (NUMBER + 1), "part 0 of 1 is missing")
                .containsEntry("champion/2", "version 5 cannot be served");

        topic.add(ModelKeys.part(NUMBER + 1, 0), utf8("something else"));
        assertThat(topic.log().problems().get("version/5")).contains("another than the manifest says");

        topic.add(ModelKeys.part(NUMBER + 1, 0), VERSION.parts().get(0));
        assertThat(topic.log().championVersion()).isEqualTo(NUMBER + 1);
        assertThat(topic.log().problems()).isEmpty();
    }

    @Test
    void survivesWhateverARecordHolds() {
        topic.add(VERSION).add(pointer(1, NUMBER));
        topic.add("", utf8("x"))
                .add("unknown", utf8("x"))
                .add("version/9", utf8("{}"))
                .add("version/10", utf8("not JSON"))
                .add("version/11", new byte[0])
                .add("version/12", Json.write(MANIFEST))
                .add("version/13/part/-1", utf8("x"))
                .add("version/13/part/100", utf8("x"))
                .add("champion/2", utf8("null"))
                .add("champion/3", Json.write(pointer(4, NUMBER)))
                .add("version/4x", utf8("x"));

        assertThat(topic.log().championVersion()).isEqualTo(NUMBER);
        assertThat(topic.log().problems()).hasSize(11);
        assertThat(topic.log().problems().get("version/12")).contains("expected version 12, found 4");
    }

    @Test
    void namesABoundedNumberOfProblemsOnOneLineEach() {
        for (int i = 0; i < 1000; i++) {
            topic.add("bad\n" + "x".repeat(10_000) + i, utf8("x"));
            topic.add("bad " + i, utf8("x"));
        }
        assertThat(topic.log().problems()).hasSizeLessThanOrEqualTo(ModelLog.MAX_PROBLEMS);
        assertThat(topic.log().problems().keySet())
                .allSatisfy(key -> assertThat(key).hasSizeLessThan(400).doesNotContain("\n"));
    }

    @Test
    void forgetsAProblemThatALaterRecordMends() {
        topic.add("version/4", utf8("broken"));
        assertThat(topic.log().problems()).containsKey("version/4");
        topic.add("version/4", null);
        assertThat(topic.log().problems()).isEmpty();
    }

    @Test
    void keepsWhatIsKnownOfAVersionWhoseWeightsAreGone() {
        topic.add(VERSION).add(pointer(1, NUMBER)).add(pointer(2, 0));
        topic.add(MANIFEST.thinned()).add(ModelKeys.part(NUMBER, 0), null);

        LoggedVersion gone = topic.log().version(NUMBER).orElseThrow();
        assertThat(gone.state()).isEqualTo("gone");
        assertThat(gone.metadata().gate().auroc())
                .isEqualTo(MANIFEST.metadata().gate().auroc());
        assertThat(topic.log().problems()).isEmpty();
        assertThat(topic.log().bytes()).isZero();
        assertThat(topic.log().championAt(Models.NOW))
                .map(ChampionPointer::version)
                .contains(0L);
        assertThat(topic.log().championAt(Models.NOW.minusSeconds(3600 * 24)))
                .map(ChampionPointer::version)
                .isEmpty();
    }

    @Test
    void tellsWhatServedAtATime() {
        topic.add(VERSION).add(pointer(1, NUMBER, Models.NOW)).add(pointer(2, 0, Models.NOW.plus(Duration.ofHours(1))));
        assertThat(topic.log().championAt(Models.NOW.plus(Duration.ofMinutes(59))))
                .map(ChampionPointer::version)
                .contains(NUMBER);
        assertThat(topic.log().championAt(Models.NOW.minusMillis(1))).isEmpty();
    }

    @Test
    void endsAtTheSameWhetherReadAtOnceOrOneByOne() {
        topic.add("version/9", utf8("{}")).add(VERSION).add(pointer(1, NUMBER)).add("version/9", null);
        ModelLog atOnce = topic.readAgain();
        assertThat(atOnce.versions()).isEqualTo(topic.log().versions());
        assertThat(atOnce.pointers()).isEqualTo(topic.log().pointers());
        assertThat(atOnce.problems()).isEqualTo(topic.log().problems());
    }

    @Test
    void holdsABoundedNumberOfEntries() {
        List<ModelRecord> many = new java.util.ArrayList<>();
        for (int i = 1; i <= ModelLog.MAX_ENTRIES + 500; i++) {
            many.add(new ModelRecord(i, ModelKeys.champion(i), Json.write(pointer(i, 0))));
            many.add(new ModelRecord(i, ModelKeys.part(i, 0), utf8("x")));
        }
        ModelLog log = ModelLog.EMPTY.with(many);
        assertThat(log.pointers()).hasSize(ModelLog.MAX_ENTRIES);
        assertThat(log.champion()).map(ChampionPointer::epoch).contains(ModelLog.MAX_ENTRIES + 500L);
    }

    @Test
    void refusesAnEpochThatDoesNotFollow() {
        topic.add(VERSION).add(pointer(20, NUMBER));
        topic.add(pointer(Long.MAX_VALUE, 0)).add(pointer(20 + Epochs.STEP + 1, 0));
        topic.add("champion/9223372036854775808", Json.write(pointer(21, 0)))
                .add("champion/-1", Json.write(pointer(21, 0)))
                .add("champion/+21", Json.write(pointer(21, 0)))
                .add("champion/021", Json.write(pointer(21, 0)))
                .add("champion/22", Json.write(pointer(21, 0)));

        assertThat(topic.log().champion()).contains(pointer(20, NUMBER));
        assertThat(topic.log().strayEpochs()).containsExactly(20 + Epochs.STEP + 1, Long.MAX_VALUE);
        assertThat(topic.log().problems()).hasSize(7);
        assertThat(topic.log().problems().get("champion/" + Long.MAX_VALUE))
                .isEqualTo("expected an epoch that follows, at most 1000 above those before it,"
                        + " found 9223372036854775807 (offset 3)");

        topic.add(pointer(21, 0));
        assertThat(topic.log().champion()).contains(pointer(21, 0));
        assertThat(topic.readAgain().champion()).contains(pointer(21, 0));
    }

    @Test
    void beginsWithThePointersThatAreLeftAndFollowsATombstone() {
        topic.add(VERSION).add(pointer(70_000, NUMBER)).add(pointer(70_900, 0)).add(pointer(80_000, NUMBER));
        assertThat(topic.log().champion()).contains(pointer(70_900, 0));

        topic.add(ModelKeys.champion(70_900), null);
        assertThat(topic.log().champion()).contains(pointer(70_000, NUMBER));
        assertThat(topic.log().contestedEpoch()).isEqualTo(70_900);

        topic.add(ModelKeys.champion(70_000), null);
        assertThat(topic.log().champion()).contains(pointer(80_000, NUMBER));
    }

    @Test
    void noFirstPointerLeavesNoEpochAboveIt() {
        topic.add(VERSION).add(pointer(Long.MAX_VALUE, 0)).add(pointer(Epochs.MAX, 0));
        assertThat(topic.log().champion()).isEmpty();

        topic.add(pointer(Epochs.MAX_FIRST, 0)).add(pointer(Epochs.MAX_FIRST + 1, NUMBER));
        assertThat(topic.log().championVersion()).isEqualTo(NUMBER);
    }

    /** As readers of 120 promotions with keys of 1 MB did. */
    @Test
    void holdsLittleOfLongTexts() {
        String text = "k".repeat(1 << 20);
        for (int i = 1; i <= 20; i++) {
            topic.add(new ChampionPointer(1, i, 0, "promote", text, text + i, true, Models.NOW));
            topic.add(text + i, utf8("x"));
        }
        assertThat(topic.log().pointers())
                .hasSize(20)
                .allSatisfy(pointer -> assertThat(
                                pointer.commandId().length() + pointer.who().length())
                        .isLessThan(400));
        assertThat(topic.log().pointers())
                .extracting(ChampionPointer::commandId)
                .doesNotHaveDuplicates();
        assertThat(topic.log().problems().keySet())
                .allSatisfy(key -> assertThat(key).hasSizeLessThan(400));
    }

    @Test
    void keepsTheChampionsVersionWhenOthersFloodTheTopic() {
        List<ModelRecord> records = new java.util.ArrayList<>();
        records.add(
                new ModelRecord(0, ModelKeys.part(NUMBER, 0), VERSION.parts().get(0)));
        records.add(new ModelRecord(1, ModelKeys.version(NUMBER), Json.write(MANIFEST)));
        records.add(new ModelRecord(2, ModelKeys.champion(1), Json.write(pointer(1, NUMBER))));
        for (int i = 1; i <= ModelLog.MAX_ENTRIES + 500; i++) {
            records.add(new ModelRecord(2 + i, ModelKeys.part(NUMBER + i, 0), utf8("x")));
        }
        records.add(new ModelRecord(20_000, ModelKeys.version(Long.MAX_VALUE), Json.write(MANIFEST)));

        ModelLog log = ModelLog.EMPTY.with(records);

        assertThat(log.championVersion()).isEqualTo(NUMBER);
        assertThat(log.versions()).containsOnlyKeys(NUMBER);
        assertThat(log.problems()).containsOnlyKeys("version/" + Long.MAX_VALUE);
    }

    @Test
    void holdsABoundedNumberOfBytes() {
        topic.add(VERSION).add(pointer(1, NUMBER));
        for (int i = 1; i <= 70; i++) {
            ModelVersion large = withDigest(renumbered(MANIFEST.metadata(), NUMBER + i), "x".repeat(1 << 20));
            topic.add(
                    new Manifest(MANIFEST.schema(), large, Manifest.Weights.HELD, MANIFEST.files(), MANIFEST.parts()));
        }
        assertThat(topic.log().versions()).hasSizeLessThanOrEqualTo((int) (ModelLog.MAX_BYTES >> 20));
        assertThat(topic.log().championVersion()).isEqualTo(NUMBER);
    }

    private static ModelVersion withDigest(ModelVersion version, String digest) {
        return new ModelVersion(
                version.schema(),
                version.version(),
                version.createdAt(),
                version.shape(),
                version.fit(),
                version.calibration(),
                version.thresholds(),
                version.trainedAgainst(),
                new Provenance(3, 9, 42, 6400, digest, Map.of(), Map.of()),
                version.gate(),
                version.sha256());
    }

    private static ChampionPointer pointer(long epoch, long version) {
        return pointer(epoch, version, Models.NOW);
    }

    private static ChampionPointer pointer(long epoch, long version, Instant time) {
        return new ChampionPointer(1, epoch, version, "round", "round 1", "", false, time);
    }

    static ModelVersion renumbered(ModelVersion version, long number) {
        return new ModelVersion(
                version.schema(),
                number,
                version.createdAt(),
                version.shape(),
                version.fit(),
                version.calibration(),
                version.thresholds(),
                version.trainedAgainst(),
                version.provenance(),
                version.gate(),
                version.sha256());
    }
}
