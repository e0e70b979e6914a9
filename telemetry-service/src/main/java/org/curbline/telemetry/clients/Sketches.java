package org.curbline.telemetry.clients;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.apache.datasketches.cpc.CpcSketch;
import org.curbline.protocol.ClientSketch;
import org.curbline.protocol.SketchLibrary;
import org.jspecify.annotations.Nullable;

/** Reads sketches that were made elsewhere. Whatever a text holds, reading it takes bounded memory and time. */
final class Sketches {
    static {
        SketchLibrary.load();
    }

    /** No sketch of this size has more, be it of all the world's devices. */
    private static final int MOST_BYTES = 16 * 1024;

    private static final int LG_K_AT = 3;
    private static final int COUPONS_AT = 8;
    private static final int PREAMBLE = 16;
    /** So many bits a sketch of this size can have. */
    private static final long MOST_COUPONS = 64L << ClientSketch.LG_K;

    private Sketches() {}

    /** Null if it is none. */
    static @Nullable CpcSketch read(String base64) {
        if (base64.length() > MOST_BYTES / 3 * 4) {
            return null;
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            ByteBuffer begin = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            boolean bounded = bytes.length > PREAMBLE
                    && bytes[LG_K_AT] == ClientSketch.LG_K
                    && isBounded(begin.getInt(COUPONS_AT))
                    && isBounded(begin.getInt(COUPONS_AT + Integer.BYTES));
            return bounded ? CpcSketch.heapify(bytes) : null;
        } catch (RuntimeException | AssertionError damaged) { // the library checks what it reads, but not always kindly
            return null;
        }
    }

    private static boolean isBounded(int count) {
        return count >= 0 && count <= MOST_COUPONS;
    }
}
