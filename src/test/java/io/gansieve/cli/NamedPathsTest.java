package io.gansieve.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import org.junit.jupiter.api.Test;

class NamedPathsTest {
    @Test
    void collectsThePathsOfEachNameInOrder() {
        assertThat(NamedPaths.parse(List.of("vae=a.gz", "b.gz", "ddpm=c=1.gz", "vae=d.gz")))
                .containsExactly(entry("vae", List.of("a.gz", "b.gz", "d.gz")), entry("ddpm", List.of("c=1.gz")));
        assertThat(NamedPaths.parse(List.of())).isEmpty();
    }

    @Test
    void refusesPathsWithoutANameAndNamesWithoutAPath() {
        for (String wrong : List.of("a.gz", "=a.gz", "vae=", "")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> NamedPaths.parse(List.of(wrong)))
                    .withMessage("must be NAME=PATH: " + wrong);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> NamedPaths.parse(List.of("vae=a", "=b")));
    }
}
