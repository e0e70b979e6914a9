package org.curbline.store;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("org.curbline.store");

    @Test
    void packagesFormNoCircle() {
        slices().matching("org.curbline.(store..)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void thePortsKnowNobody() {
        noClasses()
                .that()
                .resideInAPackage("org.curbline.store")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.curbline.store.*..")
                .check(CLASSES);
    }

    @Test
    void theAdaptersDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("..embedded..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..store.influx..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("..store.influx..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..embedded..")
                .check(CLASSES);
    }

    @Test
    void onlyTheEmbeddedAdapterKnowsQuestDb() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..embedded..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.questdb..")
                .check(CLASSES);
    }

    @Test
    void nobodyWritesThroughTheClientsBufferThatForgets() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("com.influxdb.client.WriteApi")
                .check(CLASSES);
    }
}
