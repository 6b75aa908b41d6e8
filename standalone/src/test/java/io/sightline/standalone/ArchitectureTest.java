package io.sightline.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.sightline");

  private static final String DOMAIN = "io.sightline.domain..";
  private static final String MEDIA = "io.sightline.media..";
  private static final String MODELS = "io.sightline.models..";
  private static final String RENDERER = "io.sightline.renderer..";
  private static final String SOURCES = "io.sightline.source..";
  private static final String JOB = "io.sightline.job..";
  private static final String SERVICE = "io.sightline.query..";
  private static final String STANDALONE = "io.sightline.standalone..";

  static final ArchRule THE_DOMAIN_KNOWS_NOBODY =
      noClasses()
          .that()
          .resideInAPackage(DOMAIN)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              MEDIA,
              MODELS,
              SOURCES,
              JOB,
              STANDALONE,
              "org.apache.flink..",
              "ai.djl..",
              "ai.onnxruntime..",
              "org.bytedeco..",
              "org.springframework..");

  static final ArchRule MEDIA_KNOWS_THE_DOMAIN_ONLY =
      noClasses()
          .that()
          .resideInAPackage(MEDIA)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              MODELS,
              SOURCES,
              JOB,
              STANDALONE,
              "org.apache.flink..",
              "ai.djl..",
              "ai.onnxruntime..");

  static final ArchRule MODELS_KNOW_THE_DOMAIN_ONLY =
      noClasses()
          .that()
          .resideInAPackage(MODELS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(MEDIA, SOURCES, JOB, STANDALONE, "org.apache.flink..");

  static final ArchRule SOURCES_KNOW_NO_MODELS =
      noClasses()
          .that()
          .resideInAPackage(SOURCES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(MODELS, JOB, STANDALONE, "ai.djl..", "ai.onnxruntime..");

  static final ArchRule THE_JOB_KNOWS_NOT_WHO_STARTS_IT =
      noClasses()
          .that()
          .resideInAPackage(JOB)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(STANDALONE);

  static final ArchRule THE_RENDERER_KNOWS_THE_DOMAIN_ONLY =
      noClasses()
          .that()
          .resideInAPackage(RENDERER)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              MEDIA, MODELS, SOURCES, JOB, SERVICE, STANDALONE, "org.apache.flink..");

  static final ArchRule ONLY_WHO_STARTS_EVERYTHING_KNOWS_THE_RENDERER =
      noClasses()
          .that()
          .resideOutsideOfPackages(RENDERER, STANDALONE)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(RENDERER);

  static final ArchRule VIDEO_IS_DECODED_IN_MEDIA =
      noClasses()
          .that()
          .resideOutsideOfPackages(MEDIA, "io.sightline.renderer.footage..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.bytedeco.ffmpeg..", "org.bytedeco.javacv..");

  static final ArchRule MODELS_RUN_IN_RUNTIME =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.sightline.models.runtime..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.djl..", "ai.onnxruntime..");

  static final ArchRule ANALYTICS_KNOWS_EVENT_TIME_ONLY =
      noClasses()
          .that()
          .resideInAnyPackage(JOB, DOMAIN)
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(java.time.LocalDateTime.class, "now");

  static final ArchRule DECISIONS_ARE_THE_SAME_ON_EVERY_MACHINE =
      noClasses()
          .that()
          .resideInAnyPackage(JOB, DOMAIN, "io.sightline.models.output..")
          .should()
          .callMethod(Math.class, "exp", double.class)
          .orShould()
          .callMethod(Math.class, "log", double.class)
          .orShould()
          .callMethod(Math.class, "pow", double.class, double.class)
          .orShould()
          .callMethod(Math.class, "hypot", double.class, double.class)
          .orShould()
          .callMethod(Math.class, "atan2", double.class, double.class);

  static final ArchRule THE_TIMELINES_HAVE_NO_CYCLES =
      slices().matching("io.sightline.source.(*)..").should().beFreeOfCycles();

  static final ArchRule THE_DOMAINS_PACKAGES_HAVE_NO_CYCLES =
      slices().matching("io.sightline.domain.(*)..").should().beFreeOfCycles();

  static final ArchRule THE_JOBS_CAPABILITIES_HAVE_NO_CYCLES =
      slices().matching("io.sightline.job.(*)..").should().beFreeOfCycles();

  static final ArchRule THE_MODELS_PACKAGES_HAVE_NO_CYCLES =
      slices().matching("io.sightline.models.(*)..").should().beFreeOfCycles();

  static final ArchRule THE_SERVICE_KNOWS_FACTS_AND_NOT_WHO_MAKES_THEM =
      noClasses()
          .that()
          .resideInAPackage(SERVICE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SOURCES, JOB, STANDALONE, "org.apache.flink..");

  static final ArchRule NOBODY_BELOW_KNOWS_THE_SERVICE =
      noClasses()
          .that()
          .resideInAnyPackage(DOMAIN, MEDIA, MODELS, SOURCES, JOB)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SERVICE, "org.springframework..");

  static final ArchRule CONTROLLERS_ARE_NOBODY_ELSES =
      classes()
          .that()
          .areAnnotatedWith("org.springframework.web.bind.annotation.RestController")
          .should()
          .notBePublic();

  static final ArchRule THE_SERVICES_CAPABILITIES_HAVE_NO_CYCLES =
      slices().matching("io.sightline.query.(*)..").should().beFreeOfCycles();

  @TestFactory
  List<DynamicTest> everyRuleHolds() throws IllegalAccessException {
    assertThat(CLASSES).as("classes of every module").hasSizeGreaterThan(100);
    List<DynamicTest> tests = new ArrayList<>();
    for (Field field : ArchitectureTest.class.getDeclaredFields()) {
      if (field.getType() == ArchRule.class) {
        ArchRule rule = (ArchRule) field.get(null);
        tests.add(DynamicTest.dynamicTest(field.getName(), () -> rule.check(CLASSES)));
      }
    }
    return tests;
  }
}
