package io.gansieve.gan;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.image.SourceName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ForgerTest {
    @ParameterizedTest
    @EnumSource
    void keepsItsNameFromSourcesOutside(Forger forger) {
        assertThat(SourceName.outside(forger.text())).isEqualTo("outside:" + forger.text());
    }
}
