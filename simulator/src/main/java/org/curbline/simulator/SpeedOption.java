package org.curbline.simulator;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Simulated or recorded seconds per second, or {@code max}. */
final class SpeedOption implements ITypeConverter<Double> {
    /** A month in less than three seconds; then what kiosks may have on their way is all that holds them back. */
    private static final double FASTEST = 1_000_000;

    @Override
    public Double convert(String text) {
        if (text.equals("max")) {
            return FASTEST;
        }
        try {
            double speed = Double.parseDouble(text);
            if (speed > 0 && speed <= FASTEST) {
                return speed;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new TypeConversionException("'" + text + "' is no speed: write a number above 0, such as 60, or max");
    }
}
