package io.gansieve.image.codec;

import io.gansieve.image.Image;
import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import io.gansieve.image.PixelGrid;
import io.gansieve.image.codec.DecodeResult.Reason;
import io.gansieve.image.codec.DecodingRules.Animations;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Reads PNG, JPEG, GIF, BMP and WebP files into images of one shape. Size and pixel count are checked from the header before
 * anything is decoded. Safe for any thread.
 *
 * <p>Every file has one outcome, on every machine: complete pictures are decoded as browsers show them, all else is {@link
 * DecodeResult.Undecodable}. EXIF orientation is applied, sixteen bits become eight, palettes are expanded, transparent parts show
 * white, CMYK becomes RGB, colour becomes Rec. 601 luma where the shape has one channel. Values count as sRGB: colour profiles,
 * gamma and chromaticities are ignored (docs/decoding.md says what that changes). A file of the deployment's own size keeps its
 * bytes exactly.
 *
 * <pre>{@code
 * ImageDecoder decoder = new ImageDecoder(ImageShape.MNIST, ImageFit.RESIZE);
 * if (decoder.decode(file) instanceof DecodeResult.Decoded decoded) {
 *     score(decoded.image());
 * }
 * }</pre>
 */
public final class ImageDecoder {
    public static final int MAX_BYTES = 8 << 20;

    private final ImageShape shape;
    private final ImageFit fit;
    private final DecodingRules rules;
    private final DecodingBudget budget;
    private final Supplier<Deadline> deadlines;

    /** By the default rules, with as much memory as one file at a time needs. */
    public ImageDecoder(ImageShape shape, ImageFit fit) {
        this(
                shape,
                fit,
                DecodingRules.DEFAULT,
                new DecodingBudget(DecodingBudget.needed(DecodingRules.DEFAULT, shape, fit)));
    }

    /** @param budget shared by those who may wait for one another; at least what the rules need */
    public ImageDecoder(ImageShape shape, ImageFit fit, DecodingRules rules, DecodingBudget budget) {
        this(shape, fit, rules, budget, Deadline::start);
    }

    ImageDecoder(
            ImageShape shape, ImageFit fit, DecodingRules rules, DecodingBudget budget, Supplier<Deadline> deadlines) {
        this.shape = shape;
        this.fit = fit;
        this.rules = rules;
        this.budget = budget;
        this.deadlines = deadlines;
    }

    /** A file that was written here, of an image of this shape. */
    static Image ofOwn(byte[] file, ImageShape shape) {
        DecodeResult result = new ImageDecoder(shape, ImageFit.REJECT).decode(file);
        if (result instanceof DecodeResult.Decoded decoded) {
            return decoded.image();
        }
        throw new IllegalStateException("expected our own file to decode, found " + result);
    }

    /** Never fails: what is wrong with a file is in the result. */
    public DecodeResult decode(byte[] file) {
        try {
            FileFormat format = check(file);
            Container container = Container.walk(format, file);
            checkSize(container);
            Deadline deadline = deadlines.get();
            return container.isAnimated()
                    ? animation(container, file.length, deadline)
                    : still(container, file.length, deadline);
        } catch (UndecodableException e) {
            return e.result();
        }
    }

    private static FileFormat check(byte[] file) throws UndecodableException {
        if (file.length == 0) {
            throw new UndecodableException(Reason.EMPTY, "expected an image file, found no bytes");
        }
        if (file.length > MAX_BYTES) {
            throw new UndecodableException(
                    Reason.TOO_LARGE, "expected at most %d bytes, found %d".formatted(MAX_BYTES, file.length));
        }
        return FileFormat.of(file)
                .orElseThrow(() -> new UndecodableException(
                        Reason.UNSUPPORTED_FORMAT,
                        "expected PNG, JPEG, GIF, BMP or WebP, found " + ForeignFormat.describe(file)));
    }

    private void checkSize(Container container) throws UndecodableException {
        int width = container.width();
        int height = container.height();
        String format = container.format().text();
        int most = DecodingRules.MOST_SIDE;
        if (width > most || height > most) {
            throw new UndecodableException(
                    Reason.TOO_MANY_PIXELS,
                    "%s: expected sides of at most %d pixels, found %dx%d (width x height)"
                            .formatted(format, most, width, height));
        }
        boolean canvas = (container.isAnimated() && rules.animations() == Animations.SCORE) || !firstIsWhole(container);
        int pixels = canvas ? rules.maxCanvasPixels() : rules.maxPixels();
        if ((long) width * height > pixels) {
            throw new UndecodableException(
                    Reason.TOO_MANY_PIXELS,
                    "%s: expected at most %d pixels%s (image.max-pixels), found %dx%d (width x height)"
                            .formatted(format, pixels, canvas ? " of an animation" : "", width, height));
        }
        checkWork(container);
        checkShape(container.shownWidth(), container.shownHeight());
    }

    /** What is decoded in one piece ends no earlier: a file of many scans costs far more than its size warrants. */
    private void checkWork(Container container) throws UndecodableException {
        long most = (long) DecodingRules.PASSES * rules.maxPixels();
        for (Frame frame : container.frames()) {
            if (frame.picture().work() > most) {
                throw new UndecodableException(
                        Reason.TOO_SLOW,
                        "%s: expected scans of at most %d pixels together (%d times image.max-pixels), found %d"
                                .formatted(
                                        container.format().text(),
                                        most,
                                        DecodingRules.PASSES,
                                        frame.picture().work()));
            }
        }
    }

    private void checkShape(int width, int height) throws UndecodableException {
        if (fit == ImageFit.REJECT && (width != shape.width() || height != shape.height())) {
            throw new UndecodableException(
                    Reason.WRONG_SHAPE,
                    "expected %dx%d pixels (width x height), found %dx%d"
                            .formatted(shape.width(), shape.height(), width, height));
        }
    }

    private DecodeResult still(Container container, int fileBytes, Deadline deadline) throws UndecodableException {
        return new DecodeResult.Decoded(
                first(container, fileBytes, deadline),
                container.shownWidth(),
                container.shownHeight(),
                container.format().text());
    }

    private DecodeResult animation(Container container, int fileBytes, Deadline deadline) throws UndecodableException {
        String format = container.format().text();
        List<DecodeResult.Frame> frames = switch (rules.animations()) {
            case REFUSE ->
                throw UndecodableException.animated(format, container.frames().size());
            case FIRST_FRAME -> List.of(new DecodeResult.Frame(0, first(container, fileBytes, deadline)));
            case SCORE -> spread(container, fileBytes, deadline);
        };
        return new DecodeResult.Animation(
                frames, container.frames().size(), container.shownWidth(), container.shownHeight(), format);
    }

    private Image first(Container container, int fileBytes, Deadline deadline) throws UndecodableException {
        Frame frame = container.frames().get(0);
        Reduction reduction = Reduction.of(container, shape, fit);
        boolean whole = firstIsWhole(container);
        long memory = DecodingBudget.ofFile(fileBytes)
                + frame.picture().memory()
                + reduction.memory(shape)
                + (whole ? 0 : Canvas.memory(container.width(), container.height()));
        return budget.during(frame.picture().work(), memory, frame.picture().nativeMemory(), () -> {
            AveragedGrid grid = grid(container, reduction);
            if (whole) {
                frame.picture().decode(grid, deadline);
            } else {
                Canvas canvas = new Canvas(container.width(), container.height());
                canvas.draw(frame, deadline);
                canvas.sendTo(grid);
            }
            return fitted(container, grid);
        });
    }

    private List<DecodeResult.Frame> spread(Container container, int fileBytes, Deadline deadline)
            throws UndecodableException {
        Reduction reduction = Reduction.of(container, shape, fit);
        long memory = DecodingBudget.ofFile(fileBytes)
                + largest(container, Picture::memory)
                + reduction.memory(shape)
                + Canvas.memory(container.width(), container.height());
        return budget.during(work(container), memory, largest(container, Picture::nativeMemory), () -> {
            List<DecodeResult.Frame> taken = new ArrayList<>();
            Playback playback = new Playback(container, (long) AnimationLimits.CANVASES * rules.maxPixels(), deadline);
            for (int index : AnimationLimits.spread(container.frames().size(), most(container))) {
                AveragedGrid grid = grid(container, reduction);
                playback.show(index).sendTo(grid);
                taken.add(new DecodeResult.Frame(index, fitted(container, grid)));
            }
            return taken;
        });
    }

    /** Frames that are shown: of a large canvas fewer, since each is averaged whole. */
    private int most(Container container) {
        long pixels = (long) container.width() * container.height();
        long shown = (long) AnimationLimits.CANVASES_SHOWN * rules.maxPixels() / pixels;
        return (int) Math.max(2, Math.min(rules.animationFrames(), shown));
    }

    private static long work(Container container) {
        return container.frames().stream()
                .mapToLong(frame -> frame.picture().work())
                .sum();
    }

    private static long largest(Container container, ToLongFunction<Picture> memory) {
        return container.frames().stream()
                .map(Frame::picture)
                .mapToLong(memory)
                .max()
                .orElse(0);
    }

    private AveragedGrid grid(Container container, Reduction reduction) {
        return new AveragedGrid(
                container.width(), container.height(), shape.channels(), reduction.columns(), reduction.rows());
    }

    private Image fitted(Container container, AveragedGrid grid) throws UndecodableException {
        PixelGrid shown =
                container.orientation().apply(grid.grid(container.format().text()));
        PixelGrid cut = fit == ImageFit.CENTER_CROP ? shown.croppedTo(shape.width(), shape.height()) : shown;
        return Image.of(shape, cut.resizedTo(shape.width(), shape.height()).pixels());
    }

    /** Whether the first frame needs no canvas. */
    private static boolean firstIsWhole(Container container) {
        Frame first = container.frames().get(0);
        return first.width() == container.width() && first.height() == container.height();
    }

    /** The same by a budget of its own, in which so many large files are decoded at a time. */
    public ImageDecoder withLargeAtATime(int files) {
        return new ImageDecoder(shape, fit, rules, budget.ofLarge(files), deadlines);
    }

    public ImageShape shape() {
        return shape;
    }

    public ImageFit fit() {
        return fit;
    }
}
