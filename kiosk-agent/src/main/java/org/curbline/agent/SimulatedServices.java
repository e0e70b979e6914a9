package org.curbline.agent;

import java.util.EnumSet;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.curbline.protocol.Service;
import org.eclipse.microprofile.config.spi.Converter;

/** Which services pretend to be used: {@code all}, {@code none}, or some of them with commas between. */
public record SimulatedServices(Set<Service> services) {
    static final String ALL = "all";
    private static final String NONE = "none";

    public SimulatedServices {
        services = Set.copyOf(services);
    }

    static SimulatedServices all() {
        return new SimulatedServices(EnumSet.allOf(Service.class));
    }

    static SimulatedServices none() {
        return new SimulatedServices(Set.of());
    }

    private static Service service(String word) {
        return Stream.of(Service.values())
                .filter(each -> each.word().equals(word))
                .findFirst()
                .orElseThrow();
    }

    /** Reads them. */
    public static final class Words implements Converter<SimulatedServices> {
        private static final long serialVersionUID = 1;

        @Override
        public SimulatedServices convert(String value) {
            String words = value.strip().toLowerCase(Locale.ROOT);
            if (words.equals(ALL)) {
                return all();
            }
            if (words.equals(NONE)) {
                return none();
            }
            try {
                return new SimulatedServices(Stream.of(words.split(",", -1))
                        .map(word -> service(word.strip()))
                        .collect(Collectors.toSet()));
            } catch (NoSuchElementException e) {
                throw new IllegalArgumentException(
                        "all, none, or some of wifi, charging, call and tablet with commas between", e);
            }
        }
    }
}
