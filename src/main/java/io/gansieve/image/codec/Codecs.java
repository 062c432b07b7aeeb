package io.gansieve.image.codec;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriter;
import javax.imageio.spi.IIOServiceProvider;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.spi.ImageWriterSpi;

/**
 * The codecs of {@code javax.imageio}: the JDK's own, or, where it has none, the one on the class path. Looked up once, since
 * that takes longer than decoding a small image, and chosen by name, since the registry's order is not fixed.
 */
final class Codecs {
    private static final String JDK = "com.sun.imageio.";
    private static final Map<FileFormat, ImageReaderSpi> READERS = readers();
    private static final ImageWriterSpi JPEG_WRITER =
            preferred(ImageIO.getImageWritersByFormatName("jpeg"), ImageWriter::getOriginatingProvider, "jpeg");

    private Codecs() {}

    static ImageReader reader(FileFormat format) throws IOException {
        return Optional.ofNullable(READERS.get(format)).orElseThrow().createReaderInstance();
    }

    static ImageWriter jpegWriter() throws IOException {
        return JPEG_WRITER.createWriterInstance();
    }

    private static Map<FileFormat, ImageReaderSpi> readers() {
        Map<FileFormat, ImageReaderSpi> readers = new EnumMap<>(FileFormat.class);
        for (FileFormat format : FileFormat.values()) {
            Iterator<ImageReader> found = ImageIO.getImageReadersByFormatName(format.text());
            readers.put(format, preferred(found, ImageReader::getOriginatingProvider, format.text()));
        }
        return readers;
    }

    private static <C, P extends IIOServiceProvider> P preferred(
            Iterator<C> codecs, Function<C, P> provider, String format) {
        Optional<P> chosen = Optional.empty();
        while (codecs.hasNext()) {
            P next = provider.apply(codecs.next());
            if (chosen.isEmpty() || next.getClass().getName().startsWith(JDK)) {
                chosen = Optional.of(next);
            }
        }
        return chosen.orElseThrow(
                () -> new IllegalStateException("expected a codec for " + format + " on the class path, found none"));
    }
}
