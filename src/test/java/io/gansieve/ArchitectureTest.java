package io.gansieve;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ObjectInput;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** The arrows between the packages, and what no package may do. */
@AnalyzeClasses(packages = "io.gansieve", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.gansieve.";

    @ArchTest
    static final ArchRule packagesDependOnlyAlongTheArrows = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("image")
            .definedBy(ROOT + "image..")
            .layer("gan")
            .definedBy(ROOT + "gan")
            .layer("dl4j")
            .definedBy(ROOT + "gan.dl4j..")
            .layer("scoring")
            .definedBy(ROOT + "scoring..")
            .layer("evaluation")
            .definedBy(ROOT + "evaluation..")
            .layer("replay")
            .definedBy(ROOT + "replay..")
            .layer("registry")
            .definedBy(ROOT + "registry..")
            .layer("streams")
            .definedBy(ROOT + "streams..")
            .layer("metrics")
            .definedBy(ROOT + "metrics..")
            .layer("config")
            .definedBy(ROOT + "config..")
            .layer("app")
            .definedBy(ROOT + "app..")
            .layer("cli")
            .definedBy(ROOT + "cli..")
            .whereLayer("image")
            .mayNotAccessAnyLayer()
            .whereLayer("gan")
            .mayOnlyAccessLayers("image")
            .whereLayer("dl4j")
            .mayOnlyAccessLayers("gan", "image")
            .whereLayer("scoring")
            .mayOnlyAccessLayers("image")
            .whereLayer("evaluation")
            .mayOnlyAccessLayers("image")
            .whereLayer("replay")
            .mayOnlyAccessLayers("image")
            .whereLayer("registry")
            .mayOnlyAccessLayers("gan", "scoring", "evaluation", "image")
            .whereLayer("streams")
            .mayOnlyAccessLayers("image", "gan", "scoring", "evaluation", "replay", "registry")
            .whereLayer("metrics")
            .mayOnlyAccessLayers("image", "gan", "scoring", "evaluation", "replay", "registry", "streams")
            .whereLayer("config")
            .mayOnlyBeAccessedByLayers("app", "cli")
            .whereLayer("app")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching(ROOT + "(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule dl4jStaysBehindTheGanPackage = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "gan.dl4j..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.deeplearning4j..", "org.nd4j..", "org.bytedeco..");

    @ArchTest
    static final ArchRule kafkaStaysInTheOuterPackages = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + "streams..", ROOT + "metrics..", ROOT + "app..", ROOT + "cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule kafkaServerStaysInTheEmbeddedBroker = noClasses()
            .that(DescribedPredicate.not(DescribedPredicate.describe(
                    "are the embedded broker",
                    (JavaClass c) -> c.getName().startsWith(ROOT + "app.EmbeddedBroker")
                            || c.getName().startsWith(ROOT + "app.KafkaNode"))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "kafka..",
                    "org.apache.kafka.image..",
                    "org.apache.kafka.metadata..",
                    "org.apache.kafka.raft..",
                    "org.apache.kafka.server..");

    @ArchTest
    static final ArchRule timeAndRandomnessAreInjected = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + "app..", ROOT + "cli..")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .callConstructor(Random.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(ThreadLocalRandom.class);

    @ArchTest
    static final ArchRule noMutableStaticState =
            fields().that().areStatic().should().beFinal().allowEmptyShould(true);

    @ArchTest
    static final ArchRule processorsLiveInStreams = classes()
            .that()
            .areAssignableTo("org.apache.kafka.streams.processor.api.Processor")
            .should()
            .resideInAPackage(ROOT + "streams..")
            .andShould()
            .haveSimpleNameEndingWith("Processor");

    @ArchTest
    static final ArchRule noJavaObjectsAreDeserialized = noClasses()
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ObjectInput.class)
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.beans.XMLDecoder")
            .orShould()
            .dependOnClassesThat()
            .haveSimpleNameEndingWith("ModelSerializer");

    @ArchTest
    static final ArchRule jsonNamesNoClasses = noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching(".*\\.(JsonTypeInfo|JsonTypeResolver|PolymorphicTypeValidator)")
            .orShould()
            .callMethodWhere(target(nameMatching("(activate|enable)DefaultTyping.*")));

    @ArchTest
    static final ArchRule noStandardStreams =
            noClasses().that().resideOutsideOfPackage(ROOT + "cli..").should(ACCESS_STANDARD_STREAMS);

    @ArchTest
    static final ArchRule noGenericExceptions = NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;

    @ArchTest
    static final ArchRule noJavaUtilLogging = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
}
