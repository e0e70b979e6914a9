package org.curbline.simulator.city;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.curbline.demand.Borough;
import org.junit.jupiter.api.Test;

class SyntheticCityTest {
    @Test
    void aCityOfNewYorksSizeHasNewYorksBoroughs() {
        assertEquals(
                Map.of(
                        Borough.MANHATTAN, 1224,
                        Borough.QUEENS, 394,
                        Borough.BROOKLYN, 355,
                        Borough.BRONX, 214,
                        Borough.STATEN_ISLAND, 50),
                SyntheticCity.shares(2237));
    }

    @Test
    void theSharesOfAnySizeAddUp() {
        for (int kiosks = 1; kiosks < 3_000; kiosks += 7) {
            assertEquals(
                    kiosks,
                    SyntheticCity.shares(kiosks).values().stream()
                            .mapToInt(count -> count)
                            .sum());
        }
    }

    @Test
    void everyKioskStandsOnItsBoroughsLand() {
        Map<Borough, Outline> outlines = Outline.ofNewYork();
        for (KioskSite site : SyntheticCity.of(2237, 3)) {
            Outline outline = outlines.get(site.borough());
            assertTrue(outline != null && outline.contains(site.latitude(), site.longitude()), site.toString());
        }
    }

    @Test
    void outlinesTellLandFromWaterAndBoroughFromBorough() {
        Map<Borough, Outline> outlines = Outline.ofNewYork();
        Outline manhattan = Objects.requireNonNull(outlines.get(Borough.MANHATTAN));
        assertTrue(manhattan.contains(40.7580, -73.9855), "Times Square");
        assertFalse(manhattan.contains(40.7003, -74.0150), "the harbour");
        assertFalse(manhattan.contains(40.6782, -73.9442), "Brooklyn");
    }

    @Test
    void idsHaveTheCitysFormAndAreUnique() {
        List<KioskSite> sites = SyntheticCity.of(2237, 1);
        assertEquals(2237, sites.stream().map(KioskSite::id).distinct().count());
        sites.forEach(site -> assertTrue(site.id().value().matches("(mn|bk|bx|qu|si)-\\d{2}-\\d{6}"), site.toString()));
        assertTrue(sites.stream().anyMatch(site -> site.id().value().equals("mn-05-000001")));
    }

    @Test
    void theSameSeedMakesTheSameCityAndAnotherAnother() {
        assertEquals(SyntheticCity.of(100, 9), SyntheticCity.of(100, 9));
        assertNotEquals(SyntheticCity.of(100, 9), SyntheticCity.of(100, 10));
    }

    @Test
    void aCityWithoutKiosksIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> SyntheticCity.of(0, 1));
    }
}
