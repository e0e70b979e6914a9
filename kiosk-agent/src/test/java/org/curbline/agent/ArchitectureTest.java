package org.curbline.agent;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.security.MessageDigest;
import javax.crypto.Mac;
import org.junit.jupiter.api.Test;

/** The arrows inside the agent: sources hand over, the spool keeps, the link sends. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.curbline.agent");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("org.curbline.agent.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void aSourceKnowsNeitherSpoolNorLink() {
        mayNotKnow("..agent.source..", "..agent.spool..", "..agent.link..");
    }

    @Test
    void theSpoolKnowsNobody() {
        mayNotKnow("..agent.spool..", "..agent.source..", "..agent.link..", "org.eclipse.paho..");
    }

    @Test
    void radiusKnowsNobodyAndNobodyElseKnowsWhatItsPacketsAreProvenBy() {
        mayNotKnow("..agent.radius..", "..agent.source..", "..agent.check..", "..agent.link..", "..agent.spool..");
        noClasses()
                .that()
                .resideInAnyPackage("..agent.check..", "..agent.source.radius..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(MessageDigest.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Mac.class)
                .check(CLASSES);
    }

    /** It may be null, or merely the name of a file. */
    @Test
    void nobodyPutsTheMessageOfAFailureIntoASentence() {
        noClasses()
                .should(callMethodWhere(target(owner(assignableTo(Throwable.class)))
                        .and(target(nameMatching("get(Localized)?Message")))
                        .as("Throwable.getMessage(), where Why.of is meant")))
                .check(CLASSES);
    }

    private static void mayNotKnow(String who, String... whom) {
        noClasses()
                .that()
                .resideInAPackage(who)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(whom)
                .check(CLASSES);
    }
}
