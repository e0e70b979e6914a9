package org.curbline.simulator.scenario;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.curbline.demand.Borough;
import org.curbline.demand.Calibration;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.simulator.city.SyntheticCity;
import org.curbline.simulator.faults.DrawnFaults;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.scenario.Scenario.Calendar;
import org.curbline.simulator.scenario.Scenario.City;
import org.curbline.simulator.scenario.Scenario.Demand;
import org.curbline.simulator.scenario.Scenario.District;
import org.curbline.simulator.scenario.Scenario.Factor;
import org.curbline.simulator.scenario.Scenario.Faults;
import org.curbline.simulator.scenario.Scenario.Fixed;
import org.curbline.simulator.scenario.Scenario.Hours;
import org.curbline.simulator.scenario.Scenario.Incident;
import org.curbline.simulator.scenario.Scenario.Where;
import org.curbline.simulator.scenario.Scenario.World;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads scenario files strictly. The schema beside it says the same to editors; a test compares the two.
 *
 * @see Scenario
 */
final class ScenarioReader {
    private static final int USUAL_KIOSKS = 200;
    private static final double FASTEST = 1_000_000;
    private static final double MOST_OFTEN = 100_000;
    private static final String NAME = "[a-z0-9]+(-[a-z0-9]+)*";
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    private final Problems problems = new Problems();
    private final Path folder;

    private ScenarioReader(Path folder) {
        this.folder = folder;
    }

    /**
     * Reads one.
     *
     * @param file its name for people
     * @param folder where the files it names are
     * @throws ScenarioException that names everything that is wrong, each with its line
     */
    static Scenario read(String text, String file, Path folder) {
        ScenarioReader reader = new ScenarioReader(folder);
        Scenario scenario = reader.scenario(Part.of(root(text, file), "", reader.problems));
        reader.problems.raise(file);
        return scenario;
    }

    static Node root(String text, String file) {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(0);
        try {
            Node root = new Yaml(options).compose(new StringReader(text));
            if (root != null) {
                return root;
            }
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new ScenarioException(
                    file + ", line " + line + ": this is not YAML: " + e.getProblem() + "; check the indentation");
        }
        throw new ScenarioException(file + ", line 1: the file is empty; 'simulator schema' says what it may hold");
    }

    private Scenario scenario(Part file) {
        String name = file.required("name");
        if (!name.isBlank() && !name.matches(NAME)) {
            file.refuse("name", "must be of small letters, digits and single hyphens, such as storm-in-queens");
        }
        String shows = file.required("shows");
        if (shows.contains("\n")) {
            file.refuse("shows", "must be one line");
        }
        if (!file.has("expect")) {
            file.required("expect");
        }
        World world = new World(
                city(file.part("city")),
                calendar(file.part("calendar")),
                demand(file.part("demand")),
                faults(file.part("faults")),
                GearReader.network(file),
                GearReader.hardware(file),
                file.seed("seed", 1));
        Scenario scenario = new Scenario(
                name,
                shows,
                file.list("expect", Function.identity()),
                file.list("assumed", Function.identity()),
                world);
        file.end();
        return scenario;
    }

    private City city(Part part) {
        String csv = part.word("csv", Function.identity());
        if (csv != null && part.has("kiosks")) {
            part.refuse("kiosks", "is for a synthetic city only: leave it out, or 'csv'");
        }
        int kiosks = part.whole("kiosks", USUAL_KIOSKS, 1, SyntheticCity.MOST);
        Set<Borough> boroughs = boroughs(part);
        List<District> districts = new ArrayList<>();
        for (Part each : part.parts("never-activated")) {
            Borough borough = each.word("borough", ScenarioReader::borough);
            if (!each.has("borough")) {
                each.required("borough");
            }
            int most = borough == null ? 18 : borough.districts();
            int district = each.whole("district", 0, 1, most);
            if (borough != null) {
                districts.add(new District(borough, district));
            }
            each.end();
        }
        part.end();
        return new City(csv == null ? null : folder.resolve(csv), kiosks, boroughs, districts);
    }

    private Calendar calendar(Part part) {
        Start start = part.word("start", Start::new);
        ZoneId zone = part.word("zone", ScenarioReader::zone);
        Duration duration = part.duration("duration", false);
        double speed = part.number("speed", 1, 0.001, FASTEST);
        part.end();
        return new Calendar(start, zone == null ? NEW_YORK : zone, duration, speed);
    }

    private Demand demand(Part part) {
        List<Factor> factors = new ArrayList<>();
        for (Part each : part.parts("factors")) {
            factors.add(factor(each));
        }
        List<Fixed> fixed = new ArrayList<>();
        for (Part each : part.parts("fixed")) {
            String kiosk = kiosk(each);
            Service service = each.word("service", ScenarioReader::service);
            if (!each.has("service")) {
                each.required("service");
            }
            if (!each.has("per-day")) {
                each.required("per-day");
            }
            double perDay = each.number("per-day", 1, 0, MOST_OFTEN);
            fixed.add(new Fixed(kiosk, service == null ? Service.CALL : service, perDay));
            each.end();
        }
        Calibration calibration = calibration(part);
        part.end();
        return new Demand(calibration, factors, fixed);
    }

    private Calibration calibration(Part part) {
        String file = part.word("calibration", Function.identity());
        try {
            return file == null ? Calibration.NEW_YORK_2025 : CalibrationFile.read(folder.resolve(file));
        } catch (IOException e) {
            part.refuse("calibration", "cannot be read: " + e);
        } catch (ScenarioException e) {
            part.refuse("calibration", "has something wrong: " + e.getMessage());
        }
        return Calibration.NEW_YORK_2025;
    }

    private Factor factor(Part part) {
        List<Service> services = part.list("services", ScenarioReader::service);
        Set<Borough> boroughs = boroughs(part);
        Duration from = part.duration("from", true);
        Duration to = part.duration("to", false);
        if (to != null && from != null && to.compareTo(from) <= 0) {
            part.refuse("to", "must be later than 'from'");
        }
        Hours hours = hours(part);
        if (!part.has("factor")) {
            part.required("factor");
        }
        double factor = part.number("factor", 1, 0, 1_000);
        part.end();
        return new Factor(
                services.isEmpty() ? EnumSet.allOf(Service.class) : EnumSet.copyOf(services),
                boroughs,
                from == null ? Duration.ZERO : from,
                to,
                hours,
                factor);
    }

    private static Hours hours(Part part) {
        List<Node> nodes = part.nodes("hours");
        if (!part.has("hours")) {
            return Hours.ALL;
        }
        if (nodes.size() != 2) {
            part.refuse("hours", "must be two hours of the day, such as [18, 23]");
            return Hours.ALL;
        }
        int from = (int) part.number(nodes.get(0), "hours", 0, 0, 23, true);
        int to = (int) part.number(nodes.get(1), "hours", 24, 1, 24, true);
        if (to <= from) {
            part.refuse("hours", "must end later in the day than it begins; use two factors for a night");
            return Hours.ALL;
        }
        return new Hours(from, to);
    }

    private Faults faults(Part part) {
        List<FaultKind> kinds = part.list("kinds", ScenarioReader::fault);
        if (part.has("rate") && kinds.isEmpty()) {
            part.refuse("rate", "needs 'kinds': say which faults come so often");
        }
        double rate = part.number("rate", 1, 0.001, DrawnFaults.MOST_OFTEN);
        List<Incident> at = new ArrayList<>();
        for (Part each : part.parts("at")) {
            Incident incident = incident(each);
            if (incident != null) {
                at.add(incident);
            }
        }
        part.end();
        return new Faults(kinds.isEmpty() ? Set.of() : EnumSet.copyOf(kinds), rate, at);
    }

    private @Nullable Incident incident(Part part) {
        List<FaultKind> kinds = part.list("kinds", ScenarioReader::fault);
        for (String key : List.of("kinds", "for")) {
            if (!part.has(key)) {
                part.required(key);
            }
        }
        Service service = part.word("service", ScenarioReader::service);
        if (service != null && !kinds.isEmpty() && kinds.stream().noneMatch(FaultKind::isOfService)) {
            part.refuse("service", "says nothing here: these faults befall the whole kiosk; leave it out");
        }
        Duration after = part.duration("after", true);
        Duration spread = part.duration("spread", true);
        Duration length = part.duration("for", false);
        double share = part.number("share", 1, 0, 1);
        Where where = new Where(boroughs(part), part.list("kiosks", ScenarioReader::kiosk), share);
        part.end();
        if (kinds.isEmpty() || length == null) {
            return null;
        }
        return new Incident(kinds, service, where, orZero(after), orZero(spread), length);
    }

    private static Duration orZero(@Nullable Duration duration) {
        return duration == null ? Duration.ZERO : duration;
    }

    private static Set<Borough> boroughs(Part part) {
        List<Borough> boroughs = part.list("boroughs", ScenarioReader::borough);
        return boroughs.isEmpty() ? EnumSet.allOf(Borough.class) : EnumSet.copyOf(boroughs);
    }

    private static String kiosk(Part part) {
        if (!part.has("kiosk")) {
            return part.required("kiosk");
        }
        String kiosk = part.word("kiosk", ScenarioReader::kiosk);
        return kiosk == null ? Fixed.FIRST : kiosk;
    }

    private static String kiosk(String text) {
        if (!text.equals(Fixed.FIRST) && !KioskId.isValid(text)) {
            throw new IllegalArgumentException(
                    "write a kiosk's id, such as mn-05-000001, or '" + Fixed.FIRST + "' for the first of the city");
        }
        return text;
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("write a time zone's name, such as America/New_York", e);
        }
    }

    private static Borough borough(String text) {
        return oneOf(Borough.values(), Borough::title, text);
    }

    private static Service service(String text) {
        return oneOf(Service.values(), Service::word, text);
    }

    private static FaultKind fault(String text) {
        return oneOf(FaultKind.values(), FaultKind::word, text);
    }

    private static <T> T oneOf(T[] values, Function<T, String> word, String text) {
        for (T value : values) {
            if (word.apply(value).equals(text)) {
                return value;
            }
        }
        throw new IllegalArgumentException(
                "there are " + Arrays.stream(values).map(word).collect(Collectors.joining(", ")));
    }
}
