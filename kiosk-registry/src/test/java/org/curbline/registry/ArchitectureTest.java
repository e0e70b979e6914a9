package org.curbline.registry;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses REGISTRY = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.curbline.registry");

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("org.curbline.registry.(*)..")
                .should()
                .beFreeOfCycles()
                .check(REGISTRY);
    }

    @Test
    void noRoomKnowsTheRegistryThatIsMadeOfThem() {
        noClasses()
                .that()
                .resideInAPackage("org.curbline.registry.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.curbline.registry")
                .check(REGISTRY);
    }

    @Test
    void whatIsKnownOfAKioskKnowsNoDatabase() {
        noClasses()
                .that()
                .resideInAnyPackage("..registry.kiosk..", "..registry.list..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..registry.database..", "..registry.table..", "org.jdbi..", "java.sql..")
                .check(REGISTRY);
    }
}
