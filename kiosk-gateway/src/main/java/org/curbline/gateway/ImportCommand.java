package org.curbline.gateway;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.curbline.program.Why;
import org.curbline.program.settings.SettingsException;
import org.curbline.program.settings.SettingsLoader;
import org.curbline.program.settings.SettingsOptions;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.database.RegistryException;
import org.curbline.registry.database.RegistrySettings;
import org.curbline.registry.kiosk.PlaceChange;
import org.curbline.registry.list.ImportReport;
import org.curbline.registry.list.NotAKioskListException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a city's kiosk list into the registry, for a first start or a job, without a gateway that runs. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Takes a kiosk list (CSV, JSON or GeoJSON) into the registry that the settings name.",
        footer = {
            "",
            "Gateways that run see it with their next refresh. A registry in a file belongs to one process at a time: "
                    + "while a gateway runs on it, send the list to POST /api/v1/kiosks/import.",
            "Exit status: 0 imported, and what the list has wrong is said; 1 not imported, and why; 2 not understood.",
            "Example: deploy/gateway import LinkNYC_Kiosk_Locations.csv --config curbline.yaml"
        })
final class ImportCommand implements Callable<Integer> {
    private final Map<String, String> environment;
    private final PrintWriter out;
    private final PrintWriter err;

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    @Parameters(paramLabel = "LIST", description = "The file")
    private @Nullable Path list;

    @Option(
            names = "--corrected",
            description =
                    "Where the list has other coordinates than the registry, those were wrong; without it such kiosks"
                            + " were moved now")
    private boolean corrected;

    ImportCommand(Map<String, String> environment, PrintWriter out, PrintWriter err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        Path file = list == null ? Path.of("") : list; // picocli has seen to it that there is one
        try (Reader reader = Files.newBufferedReader(file)) {
            RegistrySettings settings = options.load(
                            new SettingsLoader(environment, Path.of("")), RegistrySettings.class)
                    .get(RegistrySettings.class);
            try (KioskRegistry registry = KioskRegistry.open(settings, Clock.systemUTC())) {
                say(registry.importKiosks(reader, corrected ? PlaceChange.CORRECTION : PlaceChange.MOVE));
            }
            return 0;
        } catch (SettingsException | RegistryException e) {
            return failed(String.valueOf(e.getMessage()));
        } catch (NotAKioskListException e) {
            return failed(file + ": " + e.getMessage());
        } catch (NoSuchFileException e) {
            return failed("The list " + file + " cannot be read: there is no such file.");
        } catch (UncheckedIOException e) {
            return failed("The list " + file + " cannot be read: " + Why.of(Objects.requireNonNull(e.getCause())));
        } catch (IOException e) {
            return failed("The list " + file + " cannot be read: " + Why.of(e));
        }
    }

    private void say(ImportReport report) {
        report.problems()
                .forEach(each -> out.println("line " + each.line() + ", " + each.column() + ": " + each.problem()));
        out.printf(
                "%d rows: %d kiosks added, %d changed, %d unchanged, %d rows skipped.%n",
                report.rows(), report.added(), report.changed(), report.unchanged(), report.skipped());
    }

    private int failed(String why) {
        err.println("kiosk-gateway: " + why);
        return 1;
    }
}
