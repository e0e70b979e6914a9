package org.curbline.telemetry.usage;

/** A whole number, not below zero, for each of many: as many bytes for each as the largest takes. Immutable. */
final class PackedSums {
    private static final int BYTE_BITS = 8;
    private static final int BYTE = 0xff;

    private final byte[] bytes;
    private final int width;

    private PackedSums(byte[] bytes, int width) {
        this.bytes = bytes;
        this.width = width;
    }

    /** @param sums not below zero */
    static PackedSums of(long[] sums) {
        long all = 0;
        for (long sum : sums) {
            all |= sum;
        }
        int width = (Long.SIZE - Long.numberOfLeadingZeros(all) + BYTE_BITS - 1) / BYTE_BITS;
        byte[] bytes = new byte[sums.length * width];
        int next = 0;
        for (long sum : sums) {
            for (int i = 0; i < width; i++) {
                bytes[next++] = (byte) (sum >>> (i * BYTE_BITS));
            }
        }
        return new PackedSums(bytes, width);
    }

    /** @param totals at least as many */
    void addTo(long[] totals) {
        if (width == 0) {
            return;
        }
        int next = 0;
        for (int i = 0; next < bytes.length; i++) {
            long sum = 0;
            for (int shift = 0; shift < width * BYTE_BITS; shift += BYTE_BITS) {
                sum |= (long) (bytes[next++] & BYTE) << shift;
            }
            totals[i] += sum;
        }
    }

    int size() {
        return bytes.length;
    }
}
