package org.curbline.telemetry.usage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.curbline.telemetry.place.Places;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageFilterTest {
    private static final Places JAMAICA = new Places() {
        @Override
        public String borough(String id) {
            return "Queens";
        }

        @Override
        public String district(String id) {
            return "QN12";
        }
    };

    @ParameterizedTest
    @CsvSource({"Queens, QN12, true", "queens, qn12, true", "QUEENS, QN1, false", "Queen, QN12, false"})
    void placesAreMeantInAnyCase(String borough, String district, boolean taken) {
        UsageFilter filter = new UsageFilter(Set.of(), Set.of(borough), Set.of(district), Set.of());
        assertEquals(taken, filter.takes("qu-12-900001", JAMAICA));
    }
}
