package io.gansieve.image.codec;

import java.io.IOException;
import java.util.Iterator;
import java.util.function.Function;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriter;
import javax.imageio.spi.IIOServiceProvider;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.spi.ImageWriterSpi;

/**
 * The JDK's JPEG codec. Looked up once, since that takes longer than decoding a small image, and chosen by name, since the order
 * of the registry is not fixed.
 */
final class JdkCodecs {
    private static final String JDK = "com.sun.imageio.";
    private static final ImageReaderSpi JPEG_READER =
            jdk(ImageIO.getImageReadersByFormatName("jpeg"), ImageReader::getOriginatingProvider);
    private static final ImageWriterSpi JPEG_WRITER =
            jdk(ImageIO.getImageWritersByFormatName("jpeg"), ImageWriter::getOriginatingProvider);

    private JdkCodecs() {}

    static ImageReader jpegReader() throws IOException {
        return JPEG_READER.createReaderInstance();
    }

    static ImageWriter jpegWriter() throws IOException {
        return JPEG_WRITER.createWriterInstance();
    }

    private static <C, P extends IIOServiceProvider> P jdk(Iterator<C> codecs, Function<C, P> provider) {
        while (codecs.hasNext()) {
            P next = provider.apply(codecs.next());
            if (next.getClass().getName().startsWith(JDK)) {
                return next;
            }
        }
        throw new IllegalStateException("expected the JDK's JPEG codec, found none");
    }
}
