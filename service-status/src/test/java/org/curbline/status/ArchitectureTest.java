package org.curbline.status;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses STATUS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.curbline.status");

    @Test
    void whatIsUsualIsLearntWithoutStoreAndRegistry() {
        noClasses()
                .that()
                .resideInAPackage("org.curbline.status.usual..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.curbline.status", "org.curbline.store..", "org.curbline.registry..")
                .check(STATUS);
    }
}
