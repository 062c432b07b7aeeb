package io.gansieve.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.registry.ChampionPointer;
import io.gansieve.registry.ModelLog;
import io.gansieve.replay.Example;
import io.gansieve.replay.ReplayBuffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Values of the trainer's stores: as 0.1.0 wrote them, as they are written now, and as a newer release may write them. */
class StoredFormatsTest {
    private static final ImageShape SHAPE = new ImageShape(8, 8, 1);
    private static final String OLD_EXAMPLE = "475358010000007f"
            + "7b226964223a2269642fc3a4222c226c6162656c223a2267656e657261746564222c22636c617373223a342c"
            + "22736f75726365223a226464706d222c226c6f676974223a2d322e37352c226d6f64656c56657273696f6e223a31322c"
            + "226368616d70696f6e45706f6368223a33342c227368617065223a223878387831227d"
            + "c8ff0102" + "00".repeat(60);
    private static final String OLD_COUNTERS =
            "{\"offered\":{\"train/real/none#free\":1,\"train/real/none\":2,\"random\":7}}";
    private static final String OLD_PROGRESS = "{\"lastRound\":4,\"lastVersion\":7,\"newExamples\":12,"
            + "\"lastRoundEnded\":\"2026-01-01T00:00:00Z\",\"paused\":true,\"roundsOrdered\":1,\"examplesRead\":99}";
    private static final String OLD_POINTER =
            "{\"schema\":1,\"epoch\":3,\"version\":2,\"cause\":\"rollback\",\"who\":\"ada\","
                    + "\"commandId\":\"order-1\",\"pinned\":true,\"time\":\"2026-01-01T00:00:00Z\"}";

    private final MapStore store = new MapStore();

    @Test
    void anExampleOfBeforeIsRead() {
        Image image = Image.of(
                SHAPE, ByteBuffer.allocate(SHAPE.size()).putInt(0xc8ff0102).array());

        assertThat(ExampleCodec.decode(HexFormat.of().parseHex(OLD_EXAMPLE)))
                .isEqualTo(new Example(
                        "id/ä", new LabeledImage(image, Label.GENERATED, OptionalInt.of(4), "ddpm"), -2.75, 12, 34));
    }

    @Test
    void countersOfBeforeAreReadAndGetASchema() {
        store.put("counters", bytes(OLD_COUNTERS));

        ReplayStore replay = replay();

        assertThat(replay.buffer().counters().offered())
                .containsEntry("random", 7L)
                .containsEntry("train/real/none", 2L)
                .containsEntry("train/real/none#free", 1L);
        replay.offer(real(1));
        assertThat(store.get("counters")).isNull();
        assertThat(store.get("counter/random")).hasSize(1 + Long.BYTES).startsWith(1);
    }

    @Test
    void slotsThatCannotBeReadLeaveAndTheOthersMoveUp() {
        ReplayStore before = replay();
        for (int number = 0; number < 40; number++) {
            before.offer(real(number));
        }
        List<String> slots = slotsOf("train/real/none/");
        assertThat(slots).hasSizeGreaterThan(4);
        newerSchema(slots.get(0), 3);
        store.put(slots.get(2), new byte[] {1, 2, 3});
        store.put("quarantine/00000000", ExampleCodec.encode(real(50)));
        store.put("counter/random", new byte[] {2, 0, 0, 0, 0, 0, 0, 0, 9, 9});

        ReplayStore after = replay();

        assertThat(after.buffer().bytes()).isEqualTo(before.buffer().bytes() - 2 * ReplayBuffer.bytesOf(real(0)));
        assertThat(slotsOf("train/real/none/")).isEqualTo(slots.subList(0, slots.size() - 2));
        assertThat(slotsOf("quarantine/")).isEmpty();
        assertThat(replay().buffer().bytes()).isEqualTo(after.buffer().bytes());
        after.offer(real(100));
        assertThat(store.get("counter/random")).hasSize(1 + Long.BYTES).startsWith(1);
    }

    @Test
    void aLedgerOfBeforeIsRead() {
        store.put("progress", bytes(OLD_PROGRESS));
        store.put("champion/3", bytes(OLD_POINTER));
        store.put("version/7", new byte[] {1});
        store.put(
                "forgotten/late", ByteBuffer.allocate(Long.BYTES).putLong(1000).array());

        Ledger ledger = ledger();

        assertThat(ledger.progress())
                .isEqualTo(new TrainerProgress(4, 7, 12, Instant.parse("2026-01-01T00:00:00Z"), true, 1, 99));
        assertThat(ledger.history().pointers())
                .containsExactly(new ChampionPointer(
                        1, 3, 2, "rollback", "ada", "order-1", true, Instant.parse("2026-01-01T00:00:00Z")));
        assertThat(ledger.versions()).containsExactly(7L);
        assertThat(ledger.forgotten("late")).isTrue();
        ledger.forget("later", Instant.ofEpochMilli(5000));
        ledger.expireForgotten(Duration.ofSeconds(2), Instant.ofEpochMilli(6000));
        assertThat(ledger.forgotten("late")).isFalse();
        assertThat(ledger.forgotten("later")).isTrue();
    }

    @Test
    void everyValueOfTheLedgerHasASchema() {
        Ledger ledger = ledger();
        ledger.save(ledger.progress().withPaused(true));
        ledger.addPointer(new ChampionPointer(1, 1, 3, "round", "", "", false, Instant.EPOCH));
        ledger.forget("late", Instant.ofEpochMilli(5000));

        assertThat(text("progress")).contains("\"schema\":1");
        assertThat(text("champion/1")).startsWith("{\"schema\":1,");
        assertThat(store.get("forgotten/late")).hasSize(9).endsWith(1);
    }

    /** Whoever wrote such a number to the models topic stopped the trainer that adopted it. */
    @Test
    void numbersThatLeaveNoneAfterThemAreNotRead() {
        store.put("progress", bytes(OLD_PROGRESS.replace("\"lastVersion\":7", "\"lastVersion\":9223372036854775807")));
        store.put("champion/3", bytes(OLD_POINTER));
        store.put(
                "champion/9223372036854775807",
                bytes(OLD_POINTER.replace("\"epoch\":3", "\"epoch\":9223372036854775807")));
        store.put("version/7", new byte[] {1});
        store.put("version/9223372036854775807", new byte[] {1});

        Ledger ledger = ledger();

        assertThat(ledger.progress().lastVersion()).isEqualTo(7);
        assertThat(ledger.history().nextEpoch()).isEqualTo(4);
        assertThat(ledger.versions()).containsExactly(7L);
    }

    /** Whoever guessed would give a number twice. */
    @Test
    void progressOfANewerReleaseIsRefused() {
        store.put("progress", bytes(OLD_PROGRESS.replace("{", "{\"schema\":2,")));

        assertThatIllegalArgumentException()
                .isThrownBy(this::ledger)
                .withMessageContaining("expected the trainer's progress of schema at most 1, found 2");
    }

    @Test
    void aTrainingStateOfBeforeIsReadAndTheNextHasASchema() {
        byte[] state = {5, 6, 7};
        store.put("a/0000", state);
        store.put("current", new byte[] {'a', 0, 0, 0, 1});
        TrainingStateStore states = new TrainingStateStore(store);
        assertThat(states.states()).containsExactly(state);

        states.add(new byte[] {8});

        assertThat(states.states()).containsExactly(new byte[] {8}, state);
        assertThat(store.get("current")).containsExactly('b', 0, 0, 0, 1, 1);
    }

    @Test
    void aTrainingStateOfANewerReleaseIsPassedOver() {
        TrainingStateStore states = new TrainingStateStore(store);
        states.add(new byte[] {8});
        states.add(new byte[] {9});
        newerSchema("current", 5);

        assertThat(states.states()).containsExactly(new byte[] {8});
    }

    private Ledger ledger() {
        return new Ledger(store, ModelLog.EMPTY);
    }

    private ReplayStore replay() {
        return new ReplayStore(store, new ReplayBuffer(1 << 20, 1), SHAPE);
    }

    private static Example real(int number) {
        byte[] pixels = new byte[SHAPE.size()];
        new SplittableRandom(number).nextBytes(pixels);
        Image image = Image.of(SHAPE, pixels);
        LabeledImage labeled = new LabeledImage(image, Label.REAL, OptionalInt.empty(), "camera");
        return new Example("id-%03d".formatted(number), labeled, 0, 0, 0);
    }

    private List<String> slotsOf(String stratum) {
        List<String> slots = new ArrayList<>(store.entries.keySet());
        slots.removeIf(slot -> !slot.startsWith(stratum));
        return slots;
    }

    private void newerSchema(String key, int at) {
        Objects.requireNonNull(store.get(key))[at] = 99;
    }

    private String text(String key) {
        return new String(Objects.requireNonNull(store.get(key)), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
