package org.curbline.program;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("org.curbline.program");

    @Test
    void settingsKnowNothingOfHttp() {
        noClasses()
                .that()
                .resideInAPackage("..settings..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..http..", "io.vertx..")
                .check(CLASSES);
    }

    @Test
    void httpIsGivenWhatItNeedsAndReadsNoSettings() {
        noClasses()
                .that()
                .resideInAPackage("..http..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..settings..", "io.smallrye..")
                .check(CLASSES);
    }
}
