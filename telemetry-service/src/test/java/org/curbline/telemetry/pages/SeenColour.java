package org.curbline.telemetry.pages;

import java.util.List;
import java.util.stream.DoubleStream;

/** A colour in linear RGB, each part from 0 to 1, of sRGB's primaries. */
record SeenColour(double red, double green, double blue) {
    /** @param hex such as {@code #1070cf} */
    static SeenColour of(String hex) {
        return new SeenColour(part(hex, 1), part(hex, 3), part(hex, 5));
    }

    private static double part(String hex, int at) {
        double part = Integer.parseInt(hex.substring(at, at + 2), 16) / 255.0;
        return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    }

    SeenColour seenBy(Sight sight) {
        double[] seen = sight.rows.stream()
                .mapToDouble(row -> row.get(0) * red + row.get(1) * green + row.get(2) * blue)
                .map(part -> Math.min(1, Math.max(0, part)))
                .toArray();
        return new SeenColour(seen[0], seen[1], seen[2]);
    }

    /** In L*a*b* of D65. */
    Lab lab() {
        double x = lightness((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047);
        double y = lightness(0.2126729 * red + 0.7151522 * green + 0.0721750 * blue);
        double z = lightness((0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883);
        return new Lab(116 * y - 16, 500 * (x - y), 200 * (y - z));
    }

    private static double lightness(double part) {
        return part > 216.0 / 24389 ? Math.cbrt(part) : (24389.0 / 27 * part + 16) / 116;
    }

    /**
     * How somebody sees: matrices of Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of
     * Color Vision Deficiency" (2009), of severity 1.
     */
    enum Sight {
        USUAL(List.of(1.0, 0.0, 0.0), List.of(0.0, 1.0, 0.0), List.of(0.0, 0.0, 1.0)),
        PROTANOPIA(
                List.of(0.152286, 1.052583, -0.204868),
                List.of(0.114503, 0.786281, 0.099216),
                List.of(-0.003882, -0.048116, 1.051998)),
        DEUTERANOPIA(
                List.of(0.367322, 0.860646, -0.227968),
                List.of(0.280085, 0.672501, 0.047413),
                List.of(-0.011820, 0.042940, 0.968881)),
        TRITANOPIA(
                List.of(1.255528, -0.076749, -0.178779),
                List.of(-0.078411, 0.930809, 0.147602),
                List.of(0.004733, 0.691367, 0.303900));

        private final List<List<Double>> rows;

        Sight(List<Double> red, List<Double> green, List<Double> blue) {
            this.rows = List.of(red, green, blue);
        }
    }

    /** A colour by its lightness and two opponents, in which distances are roughly as seen. */
    record Lab(double lightness, double a, double b) {
        /**
         * CIEDE2000, as Sharma, Wu and Dalal write it in "The CIEDE2000 Color-Difference Formula" (2005); about 1 can
         * just be seen.
         */
        double difference(Lab other) {
            double grey = 0.5 * (1 - weight((Math.hypot(a, b) + Math.hypot(other.a, other.b)) / 2));
            Lab one = new Lab(lightness, a * (1 + grey), b);
            Lab two = new Lab(other.lightness, other.a * (1 + grey), other.b);
            double chroma = (one.chroma() + two.chroma()) / 2;
            double hue = meanHue(one.hue(), two.hue());
            double fromMiddle = Math.pow((lightness + other.lightness) / 2 - 50, 2);
            double light = (other.lightness - lightness) / (1 + 0.015 * fromMiddle / Math.sqrt(20 + fromMiddle));
            double strength = (two.chroma() - one.chroma()) / (1 + 0.045 * chroma);
            double turned = 2
                    * Math.sqrt(one.chroma() * two.chroma())
                    * sine(turn(one.hue(), two.hue()) / 2)
                    / (1 + 0.015 * chroma * unevenness(hue));
            double together =
                    -sine(60 * Math.exp(-Math.pow((hue - 275) / 25, 2))) * 2 * weight(chroma) * strength * turned;
            return Math.sqrt(DoubleStream.of(light * light, strength * strength, turned * turned, together)
                    .sum());
        }

        private static double weight(double chroma) {
            return Math.sqrt(Math.pow(chroma, 7) / (Math.pow(chroma, 7) + Math.pow(25, 7)));
        }

        private double chroma() {
            return Math.hypot(a, b);
        }

        private double hue() {
            return (Math.toDegrees(Math.atan2(b, a)) + 360) % 360;
        }

        /** From one hue to the other, the shorter way. */
        private static double turn(double from, double to) {
            return Math.IEEEremainder(to - from, 360);
        }

        private static double meanHue(double one, double two) {
            return (one + turn(one, two) / 2 + 360) % 360;
        }

        private static double unevenness(double hue) {
            return 1
                    - 0.17 * cosine(hue - 30)
                    + 0.24 * cosine(2 * hue)
                    + 0.32 * cosine(3 * hue + 6)
                    - 0.20 * cosine(4 * hue - 63);
        }

        private static double sine(double degrees) {
            return Math.sin(Math.toRadians(degrees));
        }

        private static double cosine(double degrees) {
            return Math.cos(Math.toRadians(degrees));
        }
    }
}
