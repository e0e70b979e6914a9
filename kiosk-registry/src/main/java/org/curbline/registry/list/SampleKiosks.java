package org.curbline.registry.list;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** A small kiosk list of our own making, in the form of the city's, to try things with. None of its kiosks exists. */
public final class SampleKiosks {
    private SampleKiosks() {}

    /** The list as CSV; the caller closes it. */
    public static Reader reader() {
        InputStream csv = SampleKiosks.class.getResourceAsStream("sample-kiosks.csv");
        return new InputStreamReader(
                Objects.requireNonNull(csv, "sample-kiosks.csv is not on the class path"), StandardCharsets.UTF_8);
    }
}
