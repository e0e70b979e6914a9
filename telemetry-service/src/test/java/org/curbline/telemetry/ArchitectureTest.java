package org.curbline.telemetry;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses TELEMETRY = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.curbline.telemetry");

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("org.curbline.telemetry.(*)..")
                .should()
                .beFreeOfCycles()
                .check(TELEMETRY);
    }

    @Test
    void whatIsReckonedKnowsNothingOfWhoAsks() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.curbline.telemetry", "..telemetry.api..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..telemetry.api..", "io.vertx.ext.web..")
                .check(TELEMETRY);
    }

    @Test
    void rollupsKnowNothingOfTheQuestionsTheyAreFor() {
        noClasses()
                .that()
                .resideInAPackage("..telemetry.rollup..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..telemetry.usage..", "..telemetry.report..", "..telemetry.open..")
                .check(TELEMETRY);
    }
}
