package org.curbline.program.settings;

import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.curbline.program.Why;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads a program's settings: defaults of the mappings, over them one YAML file, over it the environment
 * ({@code CURBLINE_MQTT_PORT} for {@code curbline.mqtt.port}), over it the command line.
 *
 * <p>A mapping is a public interface with {@link io.smallrye.config.ConfigMapping}, its prefix
 * {@code curbline.<section>}. Unknown keys and bad values are errors, all shown together. Durations are written
 * {@code 250ms}, {@code 10s}, {@code 5m}, {@code 2h}, {@code 7d}, or as in ISO 8601.
 */
public final class SettingsLoader {
    /** Read when no file is named and it is there. */
    public static final String DEFAULT_FILE = "curbline.yaml";

    private static final String FILE = "file";
    private static final String ENVIRONMENT = "environment";
    private static final String COMMAND_LINE = "command line";

    private final Map<String, String> environment;
    private final Path workingFolder;
    private final Map<String, String> defaults = new TreeMap<>();
    private final List<Function<SmallRyeConfig, List<Objection>>> rules = new ArrayList<>();

    /**
     * A loader for one environment.
     *
     * @param environment as from {@link System#getenv()}; only names that begin with {@code CURBLINE_} are looked at
     * @param workingFolder where {@link #DEFAULT_FILE} is looked for
     */
    public SettingsLoader(Map<String, String> environment, Path workingFolder) {
        this.environment = environment.entrySet().stream()
                .filter(variable -> variable.getKey().startsWith("CURBLINE_"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        this.workingFolder = workingFolder;
    }

    /** A value for a key whose mapping has none, or another one, in this program. Weaker than the file. */
    public SettingsLoader withDefault(String key, String value) {
        defaults.put(key, value);
        return this;
    }

    /** What keys ask of one another: looked at as far as the values of each can be used. */
    public <T> SettingsLoader withRules(Class<T> mapping, Function<T, List<Objection>> rules) {
        this.rules.add(config -> rules.apply(config.getConfigMapping(mapping)));
        return this;
    }

    /**
     * Reads and checks everything there is.
     *
     * @param file which must be there, or null for {@link #DEFAULT_FILE}, which need not
     * @param options from the command line, by full key
     * @param mappings what the program reads
     * @throws SettingsException with everything that is wrong
     */
    public Settings load(@Nullable Path file, Map<String, String> options, Class<?>... mappings) {
        KnownKeys known = new KnownKeys(List.of(mappings));
        Optional<Yaml> yaml = yaml(file);
        YamlLines lines = yaml.map(Yaml::lines).orElse(YamlLines.NONE);
        List<String> problems = new ArrayList<>();
        yaml.ifPresent(
                read -> read.source().getPropertyNames().stream().sorted().forEach(key -> known.objection(key)
                        .ifPresent(objection -> problems.add(objection + lines.place(key)))));
        new TreeMap<>(environment).keySet().forEach(variable -> known.environmentObjection(variable)
                .ifPresent(problems::add));
        new TreeMap<>(options).keySet().forEach(key -> known.objection(key).ifPresent(problems::add));
        Given given = new Given(yaml.map(Yaml::source), environment, options, List.of(mappings));
        UnaryOperator<String> place = key -> isOverridden(key, options) ? "" : lines.place(key);
        Optional<SmallRyeConfig> config = checked(given, problems, place);
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return new Settings(config.orElseThrow(), known);
    }

    private boolean isOverridden(String key, Map<String, String> options) {
        return options.containsKey(key) || environment.containsKey(KnownKeys.environmentName(key));
    }

    /**
     * Each value by itself, and then those that can be used together.
     *
     * @param place where a key stands in the file, if its value comes from there
     */
    private Optional<SmallRyeConfig> checked(Given given, List<String> problems, UnaryOperator<String> place) {
        Set<String> unusable = new HashSet<>();
        Optional<SmallRyeConfig> config;
        try {
            config = Optional.of(built(given));
        } catch (ConfigValidationException e) {
            for (int i = 0; i < e.getProblemCount(); i++) {
                String sentence = Sentences.of(e.getProblem(i).getMessage());
                String key = sentence.split(" ", 2)[0]; // it begins with its key
                problems.add(sentence + place.apply(key));
                unusable.add(Given.withoutIndex(key));
            }
            config = rest(given.without(unusable));
        }
        config.ifPresent(read -> rules.stream()
                .flatMap(rule -> rule.apply(read).stream())
                .filter(objection -> objection.keys().stream().noneMatch(unusable::contains))
                .forEach(objection -> problems.add(objection.sentence() + place.apply(objection.key()))));
        return config;
    }

    /** Empty if there is more amiss without what cannot be used. */
    private Optional<SmallRyeConfig> rest(Given given) {
        try {
            return Optional.of(built(given));
        } catch (ConfigValidationException e) {
            return Optional.empty();
        }
    }

    private SmallRyeConfig built(Given given) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .withValidateUnknown(false)
                .withConverter(Duration.class, 200, Durations::parse)
                .withConverter(ByteSize.class, 200, ByteSize::parse)
                .withConverter(ZoneId.class, 200, SettingsLoader::zone)
                .withDefaultValues(defaults)
                .withSources(new EnvConfigSource(given.environment(), 300))
                .withSources(new PropertiesConfigSource(given.options(), COMMAND_LINE, 500));
        given.file().ifPresent(builder::withSources);
        given.mappings().forEach(builder::withMapping);
        return builder.build();
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("there is no such time zone; write it like America/New_York", e);
        }
    }

    private Optional<Yaml> yaml(@Nullable Path file) {
        Path path = file == null ? workingFolder.resolve(DEFAULT_FILE) : file;
        if (file == null && !Files.exists(path)) {
            return Optional.empty();
        }
        try {
            String text = Files.readString(path);
            return Optional.of(new Yaml(new YamlConfigSource(FILE + " " + path, text, 100), YamlLines.of(text)));
        } catch (AccessDeniedException e) {
            throw new SettingsException(List.of("The file " + path + " may not be read by this user: sudo may"));
        } catch (IOException e) {
            throw new SettingsException(List.of("The file " + path + " cannot be read (" + Why.of(e) + ")"));
        } catch (YAMLException e) {
            throw new SettingsException(List.of("The file " + path + " is not YAML: " + e.getMessage()));
        }
    }

    /** Where a value came from, in a word for a person. */
    static String origin(ConfigValue value) {
        String source = String.valueOf(value.getConfigSourceName());
        if (source.contains(COMMAND_LINE)) {
            return COMMAND_LINE;
        }
        if (source.startsWith(EnvConfigSource.NAME)) {
            return ENVIRONMENT;
        }
        int file = source.indexOf(FILE + " ");
        return file < 0 ? "default" : source.substring(file).replace("]", "");
    }

    private record Yaml(ConfigSource source, YamlLines lines) {}

    /** Values and where they come from, the weakest first. */
    private record Given(
            Optional<ConfigSource> file,
            Map<String, String> environment,
            Map<String, String> options,
            List<Class<?>> mappings) {
        /** @param keys whose values are left out, wherever they are given */
        Given without(Set<String> keys) {
            Set<String> variables =
                    keys.stream().map(KnownKeys::environmentName).collect(Collectors.toSet());
            return new Given(
                    file.map(source -> new PropertiesConfigSource(
                            others(source.getProperties(), key -> keys.contains(withoutIndex(key))),
                            source.getName(),
                            source.getOrdinal())),
                    others(environment, variables::contains),
                    others(options, key -> keys.contains(withoutIndex(key))),
                    mappings);
        }

        /** The key of the list that an entry is of. */
        static String withoutIndex(String key) {
            return key.replaceAll("\\[\\d+]", "");
        }

        private static Map<String, String> others(Map<String, String> values, Predicate<String> isLeftOut) {
            return values.entrySet().stream()
                    .filter(value -> !isLeftOut.test(value.getKey()))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        }
    }
}
