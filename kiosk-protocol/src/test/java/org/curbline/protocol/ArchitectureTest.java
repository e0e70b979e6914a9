package org.curbline.protocol;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses PROTOCOL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.curbline.protocol");

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("org.curbline.protocol.(*)..")
                .should()
                .beFreeOfCycles()
                .check(PROTOCOL);
    }

    @Test
    void whatKiosksSayDoesNotKnowHowItIsWritten() {
        noClasses()
                .that()
                .resideInAPackage("org.curbline.protocol")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.curbline.protocol.*..")
                .check(PROTOCOL);
    }
}
