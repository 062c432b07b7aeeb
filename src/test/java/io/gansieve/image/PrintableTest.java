package io.gansieve.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PrintableTest {
    @ParameterizedTest
    @ValueSource(
            ints = {
                0x00, 0x07, 0x08, 0x0a, 0x0d, 0x1b, 0x7f, 0x80, 0x85, 0x90, 0x9b, 0x9d, 0x9f, 0xad, 0x061c, 0x180e,
                0x200b, 0x200d, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202e, 0x2060, 0x2066, 0x2069, 0xfeff, 0xfff9,
                0xffff, 0xd800, 0xdfff, 0xe000, 0x110bd, 0x1d173, 0xe0001, 0xe007f, 0xf0000, 0x10fffd, 0x10ffff
            })
    void replacesWhatSteersOrHides(int point) {
        String text = "a" + Character.toString(point) + "b";

        assertThat(Printable.line(text)).isEqualTo("a?b");
        assertThat(Printable.json("\"" + text + "\"")).matches("\"a(\\\\u[0-9a-f]{4}){1,2}b\"");
    }

    @Test
    void leavesLettersOfEveryScriptAsTheyAre() {
        String text = "photos/été/фото/写真/صورة/😀 & <b>";

        assertThat(Printable.line(text)).isEqualTo(text);
        assertThat(Printable.json(text)).isEqualTo(text);
        assertThat(Printable.line("a\tb")).isEqualTo("a b");
    }

    @Test
    void jsonReadsBackAsItWas() throws Exception {
        JsonMapper mapper = new JsonMapper();
        String all = allPoints();

        String escaped = Printable.json(mapper.writeValueAsString(all));

        assertThat(escaped.codePoints().allMatch(Printable::is)).isTrue();
        assertThat(mapper.readValue(escaped, String.class)).isEqualTo(all);
        assertThat(Printable.line(all).codePoints().allMatch(Printable::is)).isTrue();
    }

    private static String allPoints() {
        StringBuilder all = new StringBuilder();
        // A letter between them: two halves of a pair would make one point.
        IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .forEach(point -> all.appendCodePoint(point).append('x'));
        return all.toString();
    }
}
