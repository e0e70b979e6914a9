package org.curbline.protocol;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses PROTOCOL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.curbline.protocol");

    private static final DescribedPredicate<JavaMethodCall> REFLECTIVE =
            describe("finds a class, a member or an object's fields by name", ArchitectureTest::isReflective);

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
                .check(PROTOCOL);
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
