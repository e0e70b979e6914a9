package org.curbline.benchmarks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses BENCHMARKS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.curbline.benchmarks");

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("org.curbline.benchmarks.(*)..")
                .should()
                .beFreeOfCycles()
                .check(BENCHMARKS);
    }

    @Test
    void theLoadKnowsTheWireAlone() {
        noClasses()
                .that()
                .resideInAPackage("..benchmarks.load..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.curbline.gateway..", "org.curbline.store..")
                .check(BENCHMARKS);
    }
}
