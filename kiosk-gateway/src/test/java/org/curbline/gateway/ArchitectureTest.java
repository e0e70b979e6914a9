package org.curbline.gateway;

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
    private static final JavaClasses GATEWAY = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.curbline.gateway");

    private static final DescribedPredicate<JavaMethodCall> REFLECTIVE =
            describe("finds a class, a member or an object's fields by name", ArchitectureTest::isReflective);

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("org.curbline.gateway.(*)..")
                .should()
                .beFreeOfCycles()
                .check(GATEWAY);
    }

    @Test
    void thePipelineKnowsNothingOfMqtt() {
        noClasses()
                .that()
                .resideInAPackage("..pipeline..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..gateway.mqtt..", "io.vertx.mqtt..", "io.netty.handler.codec.mqtt..")
                .check(GATEWAY);
    }

    @Test
    void theQuarantineKnowsNothingOfThePipeline() {
        noClasses()
                .that()
                .resideInAPackage("..quarantine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..pipeline..", "..mqtt..")
                .check(GATEWAY);
    }

    @Test
    void storingKnowsNothingOfWhatFollows() {
        noClasses()
                .that()
                .resideInAnyPackage("..pipeline..", "..mqtt..", "..quarantine..", "..events..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "..gateway.status..", "..gateway.webhooks..", "..gateway.stream..", "..gateway.commands..")
                .check(GATEWAY);
    }

    @Test
    void oneClassKnowsBothWireAndStorage() {
        noClasses()
                .that()
                .doNotHaveSimpleName("EventPoints")
                .and()
                .resideOutsideOfPackage(
                        "org.curbline.gateway.status..") // keeps its own transitions, which are on no wire
                .and()
                .doNotHaveSimpleName("Replies") // reads those that nobody heard
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.curbline.store.Measurement")
                .check(GATEWAY);
    }

    @Test
    void oneClassKnowsHazelcast() {
        noClasses()
                .that()
                .doNotHaveSimpleName("HazelcastBus")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.hazelcast..", "io.vertx.spi.cluster..")
                .check(GATEWAY);
    }

    /** Nothing but what a class does once, when it is loaded. A {@code VarHandle} is as quick as a field. */
    @Test
    void noMessageIsHandledByReflection() {
        noClasses()
                .that()
                .resideInAnyPackage("..gateway.mqtt..", "..pipeline..", "..quarantine..", "..metrics..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.lang.reflect..", "com.fasterxml.jackson.databind..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.invoke.MethodHandle")
                .orShould()
                .callMethodWhere(REFLECTIVE)
                .check(GATEWAY);
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
