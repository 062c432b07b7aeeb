package io.gansieve.image.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.image.Image;
import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import io.gansieve.image.codec.AnimationFiles.Part;
import io.gansieve.image.codec.DecodeResult.Animation;
import io.gansieve.image.codec.DecodeResult.Undecodable;
import io.gansieve.image.codec.DecodingRules.Animations;
import io.gansieve.image.codec.Frame.Disposal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnimationTest {
    private static final int WIDTH = 12;
    private static final int HEIGHT = 10;
    private static final ImageShape SHAPE = new ImageShape(HEIGHT, WIDTH, 1);

    private static Animation decode(byte[] file) {
        DecodeResult result = new ImageDecoder(SHAPE, ImageFit.REJECT).decode(file);
        assertThat(result).isInstanceOf(Animation.class);
        return (Animation) result;
    }

    private static DecodeResult decode(byte[] file, Animations animations) {
        DecodingRules rules = new DecodingRules(1_000_000, animations, 8);
        return new ImageDecoder(SHAPE, ImageFit.REJECT, rules, new DecodingBudget(64 << 20)).decode(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gif", "png", "webp"})
    void showsFramesAsTheCanvasHoldsThem(String format) throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 150; round++) {
            List<Part> parts = parts(random, 2 + random.nextInt(30), format);
            List<Image> shown = shown(parts);

            Animation animation = decode(file(format, parts));

            assertThat(animation.count()).isEqualTo(parts.size());
            assertThat(animation.frames()).hasSize(Math.min(8, parts.size()));
            animation
                    .frames()
                    .forEach(frame -> assertThat(frame.image().pixels())
                            .as("%s, frame %d of %s", format, frame.index(), parts)
                            .isEqualTo(shown.get(frame.index()).pixels()));
        }
    }

    @Test
    void passesOverAPictureThatIsNoFrame() throws Exception {
        List<Part> parts = AnimationFiles.plain(WIDTH, HEIGHT, 10, 20);

        Animation animation = decode(AnimationFiles.png(WIDTH, HEIGHT, parts, true));

        assertThat(animation.images()).extracting(image -> image.at(0)).containsExactly(10, 20);
    }

    @Test
    void takesOneFrameForAStillPicture() throws Exception {
        List<Part> one = AnimationFiles.plain(WIDTH, HEIGHT, 10);

        for (String format : List.of("gif", "png", "webp")) {
            assertThat(new ImageDecoder(SHAPE, ImageFit.REJECT).decode(file(format, one)))
                    .isInstanceOf(DecodeResult.Decoded.class);
        }
    }

    @Test
    void takesTheFirstFrameOrNoneWhereItIsTold() throws Exception {
        byte[] file = file("png", AnimationFiles.plain(WIDTH, HEIGHT, 10, 20, 30));

        assertThat(decode(file, Animations.FIRST_FRAME)).isInstanceOfSatisfying(Animation.class, animation -> {
            assertThat(animation.frames()).hasSize(1);
            assertThat(animation.count()).isEqualTo(3);
            assertThat(animation.images().get(0).at(0)).isEqualTo(10);
        });
        assertThat(decode(file, Animations.REFUSE))
                .isInstanceOfSatisfying(
                        Undecodable.class,
                        refused -> assertThat(refused.reason()).isEqualTo(DecodeResult.Reason.ANIMATED));
    }

    @Test
    void meetsEveryQuarterOfTwentyFramesAndBothEnds() {
        int[] taken = AnimationLimits.spread(20, 8);

        assertThat(taken).startsWith(0).endsWith(19).hasSize(8);
        for (int from = 0; from + 5 <= 20; from++) {
            int first = from;
            assertThat(Arrays.stream(taken).anyMatch(index -> index >= first && index < first + 5))
                    .isTrue();
        }
        for (int phase = 0; phase < 4; phase++) {
            int every = phase;
            assertThat(Arrays.stream(taken).anyMatch(index -> index % 4 == every))
                    .isTrue();
        }
        assertThat(AnimationLimits.spread(8, 8)).isEqualTo(IntStream.range(0, 8).toArray());
        assertThat(AnimationLimits.spread(5, 1)).containsExactly(0);
    }

    @Test
    void refusesWhatWouldTakeTooLongToPlay() {
        // Each frame is drawn on what the one before left: none can be skipped.
        List<Part> parts = AnimationFiles.plain(
                600, 500, IntStream.range(0, 9).map(i -> i * 20).toArray());

        assertThat(decode(AnimationFiles.gif(600, 500, parts), Animations.SCORE))
                .isInstanceOfSatisfying(Undecodable.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(DecodeResult.Reason.WRONG_SHAPE);
                });
        DecodingRules rules = new DecodingRules(1_000_000, Animations.SCORE, 8);
        assertThat(new ImageDecoder(SHAPE, ImageFit.RESIZE, rules, new DecodingBudget(64 << 20))
                        .decode(AnimationFiles.gif(600, 500, parts)))
                .isInstanceOfSatisfying(Undecodable.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(DecodeResult.Reason.TOO_MANY_PIXELS);
                    assertThat(refused.message()).contains("2000000 pixels together");
                });
    }

    private static byte[] file(String format, List<Part> parts) throws Exception {
        return switch (format) {
            case "gif" -> AnimationFiles.gif(WIDTH, HEIGHT, parts);
            case "png" -> AnimationFiles.png(WIDTH, HEIGHT, parts, false);
            default -> AnimationFiles.webp(WIDTH, HEIGHT, parts);
        };
    }

    /** The first fills the canvas, as a PNG file's must. */
    private static List<Part> parts(SplittableRandom random, int count, String format) {
        List<Disposal> disposals = format.equals("webp")
                ? List.of(Disposal.KEEP, Disposal.CLEAR)
                : List.of(Disposal.KEEP, Disposal.CLEAR, Disposal.RESTORE);
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean whole = i == 0 || random.nextInt(3) == 0;
            int left = whole ? 0 : 2 * random.nextInt(4);
            int top = whole ? 0 : 2 * random.nextInt(3);
            int width = whole ? WIDTH : 1 + random.nextInt(WIDTH - left);
            int height = whole ? HEIGHT : 1 + random.nextInt(HEIGHT - top);
            int[] grey = random.ints((long) width * height, -1, 255).toArray();
            // −1 once in four.
            for (int p = 0; p < grey.length; p++) {
                grey[p] = random.nextInt(4) == 0 ? AnimationFiles.CLEAR : Math.max(0, grey[p]);
            }
            Disposal disposal = disposals.get(random.nextInt(disposals.size()));
            boolean over = format.equals("gif") || random.nextBoolean();
            parts.add(new Part(left, top, width, height, over, disposal, grey));
        }
        return parts;
    }

    /** The plainest way to play them: a copy of the canvas before each frame. */
    private static List<Image> shown(List<Part> parts) {
        List<Image> shown = new ArrayList<>();
        int[] canvas = new int[WIDTH * HEIGHT];
        Arrays.fill(canvas, AnimationFiles.CLEAR);
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            int[] before = canvas.clone();
            for (int p = 0; p < part.grey().length; p++) {
                int at = (part.top() + p / part.width()) * WIDTH + part.left() + p % part.width();
                if (part.grey()[p] != AnimationFiles.CLEAR || !part.over()) {
                    canvas[at] = part.grey()[p];
                }
            }
            byte[] pixels = new byte[canvas.length];
            for (int p = 0; p < pixels.length; p++) {
                pixels[p] = (byte) (canvas[p] == AnimationFiles.CLEAR ? 255 : canvas[p]);
            }
            shown.add(Image.of(SHAPE, pixels));
            boolean first = i == 0;
            canvas = switch (part.disposal()) {
                case KEEP -> canvas;
                case CLEAR -> clear(canvas, part);
                case RESTORE -> first ? clear(canvas, part) : before;
            };
        }
        return shown;
    }

    private static int[] clear(int[] canvas, Part part) {
        int[] cleared = canvas.clone();
        for (int p = 0; p < part.grey().length; p++) {
            cleared[(part.top() + p / part.width()) * WIDTH + part.left() + p % part.width()] = AnimationFiles.CLEAR;
        }
        return cleared;
    }
}
