package org.curbline.store;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("org.curbline.store");

    private static final DescribedPredicate<JavaMethodCall> REFLECTIVE =
            describe("finds a class, a member or an object's fields by name", ArchitectureTest::isReflective);

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

    /** Nothing but what a class does once, when it is loaded. A {@code VarHandle} is as quick as a field. */
    @Test
    void noMessageIsHandledByReflection() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.lang.reflect..", "com.fasterxml.jackson.databind..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.invoke.MethodHandle")
                .orShould()
                .callMethodWhere(REFLECTIVE)
                .check(CLASSES);
    }

    private static boolean isReflective(JavaMethodCall call) {
        if (call.getOrigin().getName().equals("<clinit>")) {
            return false;
        }
        return call.getTargetOwner().isEquivalentTo(Class.class)
                ? call.getName().matches("forName|newInstance|get(Declared)?(Field|Method|Constructor)s?")
                : call.getName().matches("mapTo|mapFrom|decodeValue|convertValue|treeToValue");
    }
}
