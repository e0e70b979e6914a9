package org.curbline.simulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows inside the simulator, along the data path. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.curbline.simulator");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("org.curbline.simulator.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void aCityKnowsNothingElse() {
        mayNotKnow("..city..", "..faults..", "..ledger..", "..kiosk..", "..fleet..", "..audit..");
    }

    @Test
    void faultsKnowNothingElse() {
        mayNotKnow("..faults..", "..city..", "..ledger..", "..simulator.kiosk..", "..fleet..", "..audit..");
    }

    @Test
    void theLedgerKnowsNothingOfKiosksAndAudits() {
        mayNotKnow("..simulator.ledger..", "..city..", "..demand..", "..kiosk..", "..fleet..", "..audit..");
    }

    @Test
    void hardwareKnowsOnlyFaults() {
        mayNotKnow(
                "..hardware..",
                "..city..",
                "..demand..",
                "..network..",
                "..simulator.ledger..",
                "..simulator.kiosk..",
                "..fleet..",
                "..audit..");
        mayNotKnow("..faults..", "..hardware..", "..network..");
    }

    @Test
    void linksKnowNothingElse() {
        mayNotKnow(
                "..network..",
                "..city..",
                "..demand..",
                "..faults..",
                "..simulator.ledger..",
                "..simulator.kiosk..",
                "..fleet..",
                "..audit..");
    }

    @Test
    void aKioskKnowsNoFleetAndNoAudit() {
        mayNotKnow("..simulator.kiosk..", "..fleet..", "..audit..");
    }

    @Test
    void anAuditKnowsOnlyTheLedgerAndItsFaults() {
        mayNotKnow("..audit..", "..city..", "..demand..", "..simulator.kiosk..", "..fleet..");
    }

    @Test
    void calibrationKnowsOnlyWhatAKioskDoes() {
        mayNotKnow("..calibration..", "..ledger..", "..simulator.kiosk..", "..fleet..", "..audit..", "..scenario..");
    }

    @Test
    void nothingThatHappensKnowsOfScenarios() {
        for (String each :
                new String[] {"..city..", "..faults..", "..ledger..", "..simulator.kiosk..", "..fleet..", "..audit.."
                }) {
            mayNotKnow(each, "..scenario..");
        }
        mayNotKnow("..scenario..", "..ledger..", "..audit..");
    }

    @Test
    void onlyTheProgramKnowsTheCommandLine() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.curbline.simulator")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(CLASSES);
    }

    @Test
    void nothingElseOfOursIsKnown() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.curbline.gateway..", "org.curbline.store..", "org.curbline.registry..")
                .check(CLASSES);
    }

    private static void mayNotKnow(String from, String... to) {
        noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(to)
                .check(CLASSES);
    }
}
