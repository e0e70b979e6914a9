package org.curbline.standalone;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.curbline.demand.Borough;
import org.curbline.program.Why;
import org.curbline.protocol.KioskId;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Place;
import org.curbline.registry.list.ImportReport;
import org.curbline.registry.list.NotAKioskListException;
import org.curbline.registry.list.RowProblem;
import org.curbline.simulator.city.CityCsv;
import org.curbline.simulator.city.KioskSite;
import org.curbline.simulator.scenario.Play;
import org.jspecify.annotations.Nullable;

/**
 * The kiosks to simulate, entered into the registry: those of a made-up city, or the live ones of a real list.
 *
 * @param sites empty if there is nothing to simulate
 * @param told what a person should know of them, line by line
 */
record SimulatedKiosks(List<KioskSite> sites, List<String> told) {
    /** Where what could not be taken over from a list is written, in the data folder. */
    static final String PROBLEMS = "city-problems.txt";

    static SimulatedKiosks none() {
        return new SimulatedKiosks(List.of(), List.of("No simulated kiosks."));
    }

    /** Those of a scenario; what was never activated is registered as installed. */
    static SimulatedKiosks of(Play play, KioskRegistry registry) {
        registry.importKiosks(new StringReader(CityCsv.write(play.sites(), play.neverActivated())));
        List<String> told = new ArrayList<>();
        int many = play.sites().size();
        told.add(
                many == 1
                        ? "One simulated kiosk connects to the gateway; it keeps what is not acknowledged."
                        : many + " simulated kiosks connect to the gateway; each keeps what is not acknowledged.");
        if (!play.neverActivated().isEmpty()) {
            told.add(play.neverActivated().size() + " more are installed and were never activated.");
        }
        return new SimulatedKiosks(play.sites(), told);
    }

    /**
     * Imports a list as the registry understands it and takes its live kiosks, under their own ids.
     *
     * @param atMost how many of them, in the list's order; null for all
     * @param data the folder for what the list has wrong
     * @throws StandaloneException if the file cannot be read, or is no kiosk list
     */
    static SimulatedKiosks of(Path list, KioskRegistry registry, @Nullable Integer atMost, Path data) {
        ImportReport report;
        try {
            report = registry.importKiosks(new StringReader(Files.readString(list)));
            writeProblems(report.problems(), data.resolve(PROBLEMS));
        } catch (NotAKioskListException e) {
            throw new StandaloneException(list + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new StandaloneException("The city's list " + list + " cannot be read: " + why(e) + ".", e);
        }
        List<Kiosk> live = report.kiosks().stream()
                .filter(kiosk -> kiosk.lifecycle() == Lifecycle.ACTIVE)
                .toList();
        List<KioskSite> possible = live.stream()
                .map(SimulatedKiosks::site)
                .flatMap(Optional::stream)
                .toList();
        List<KioskSite> sites = atMost == null ? possible : possible.subList(0, Math.min(atMost, possible.size()));
        return new SimulatedKiosks(sites, told(list, report, live.size(), possible.size(), sites.size(), data));
    }

    private static List<String> told(Path list, ImportReport report, int live, int possible, int simulated, Path data) {
        List<String> told = new ArrayList<>();
        told.add(String.format(
                Locale.ROOT,
                "%,d kiosks of %s are registered; of its %,d live ones %,d are simulated, under their own ids.",
                report.kiosks().size(),
                list.getFileName(),
                live,
                simulated));
        if (possible < live) {
            told.add(live - possible
                    + " live ones cannot be simulated: the list does not say where in New York they are.");
        }
        if (!report.problems().isEmpty()) {
            told.add(report.problems().size() + " problems in the list, each with its line, are in "
                    + data.resolve(PROBLEMS) + ".");
        }
        return told;
    }

    private static void writeProblems(List<RowProblem> problems, Path file) throws IOException {
        if (problems.isEmpty()) {
            Files.deleteIfExists(file); // of another list
            return;
        }
        Files.write(
                file,
                problems.stream()
                        .map(each -> "line " + each.line() + ", " + each.column() + ": " + each.problem())
                        .toList());
    }

    /** Empty if a kiosk's use cannot be estimated because nothing says in which borough it is. */
    private static Optional<KioskSite> site(Kiosk kiosk) {
        Place place = kiosk.place();
        if (place == null || !KioskId.isValid(kiosk.id())) {
            return Optional.empty();
        }
        return Borough.named(place.borough())
                .map(borough -> new KioskSite(
                        KioskId.of(kiosk.id()), borough, district(place), place.latitude(), place.longitude()));
    }

    /** The last two digits of a community board such as 105. */
    private static int district(Place place) {
        return place.communityBoard().matches("\\d{3}") ? Integer.parseInt(place.communityBoard()) % 100 : 0;
    }

    private static String why(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "there is no such file";
        }
        return Why.of(failure);
    }
}
