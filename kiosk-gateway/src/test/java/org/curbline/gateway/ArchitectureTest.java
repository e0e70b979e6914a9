package org.curbline.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses GATEWAY = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.curbline.gateway");

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
}
