package io.sightline.standalone;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
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
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.sightline");

  private static final String DOMAIN = "io.sightline.domain..";
  private static final String STORE = "io.sightline.store..";
  private static final String MEDIA = "io.sightline.media..";
  private static final String MODELS = "io.sightline.models..";
  private static final String ANALYTICS = "io.sightline.analytics..";
  private static final String SOURCES = "io.sightline.source..";
  private static final String JOB = "io.sightline.job..";
  private static final String RUNS = "io.sightline.runs..";
  private static final String SERVICE = "io.sightline.query..";
  private static final String STANDALONE = "io.sightline.standalone..";
  private static final String RENDERER = "io.sightline.renderer..";
  private static final String EVALUATION = "io.sightline.evaluation..";
  private static final String BENCHMARKS = "io.sightline.benchmarks..";

  /** What each module may import; docs/architecture.md has the same table. */
  private static final Map<String, Set<String>> MAY_IMPORT =
      Map.ofEntries(
          Map.entry(DOMAIN, Set.of()),
          Map.entry(STORE, Set.of(DOMAIN)),
          Map.entry(MEDIA, Set.of(DOMAIN)),
          Map.entry(MODELS, Set.of(DOMAIN)),
          Map.entry(ANALYTICS, Set.of(DOMAIN)),
          Map.entry(SOURCES, Set.of(DOMAIN, MEDIA, STORE)),
          Map.entry(JOB, Set.of(DOMAIN, STORE, MEDIA, MODELS, ANALYTICS, SOURCES)),
          Map.entry(RUNS, Set.of(DOMAIN, STORE, MEDIA, MODELS, ANALYTICS, SOURCES, JOB)),
          Map.entry(SERVICE, Set.of(DOMAIN, STORE, MEDIA, MODELS, ANALYTICS)),
          Map.entry(RENDERER, Set.of(DOMAIN)),
          Map.entry(EVALUATION, Set.of(DOMAIN, MEDIA, MODELS, ANALYTICS)));

  private static ArchRule imports(String module) {
    String[] others =
        MODULES.stream()
            .filter(other -> !other.equals(module) && !MAY_IMPORT.get(module).contains(other))
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(module)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others);
  }

  private static final List<String> MODULES =
      List.of(
          DOMAIN,
          STORE,
          MEDIA,
          MODELS,
          ANALYTICS,
          SOURCES,
          JOB,
          RUNS,
          SERVICE,
          RENDERER,
          EVALUATION,
          STANDALONE,
          BENCHMARKS);

  static final ArchRule FLINK_IS_KNOWN_WHERE_JOBS_ARE_MADE =
      noClasses()
          .that()
          .resideInAnyPackage(
              DOMAIN, STORE, MEDIA, MODELS, ANALYTICS, SERVICE, RENDERER, EVALUATION)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.flink..");

  static final ArchRule SPRINGS_WEB_IS_KNOWN_TO_THE_SERVICE =
      noClasses()
          .that()
          .resideOutsideOfPackage(SERVICE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.springframework.web..", "org.springframework.boot..", "jakarta.servlet..");

  static final ArchRule THE_DOMAIN_IS_WORDS =
      noClasses()
          .that()
          .resideInAPackage(DOMAIN)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.springframework..", "java.sql..", "org.bytedeco..", "ai..");

  static final ArchRule ANALYTICS_SEES_NO_PIXEL_AND_NO_DATABASE =
      noClasses()
          .that()
          .resideInAPackage(ANALYTICS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.springframework..", "java.sql..", "org.bytedeco..", "ai..", "java.awt..");

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
          .resideInAnyPackage(JOB, DOMAIN, ANALYTICS)
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(java.time.LocalDateTime.class, "now");

  static final ArchRule DECISIONS_ARE_THE_SAME_ON_EVERY_MACHINE =
      noClasses()
          .that()
          .resideInAnyPackage(JOB, DOMAIN, ANALYTICS, "io.sightline.models.output..")
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

  static final ArchRule DATABASES_ARE_ASKED_IN_THE_STORE_AND_WRITTEN_BY_SINKS =
      noClasses()
          .that()
          .resideOutsideOfPackages(STORE, "io.sightline.job.sinks..")
          .and()
          .doNotHaveFullyQualifiedName("io.sightline.query.QueryServiceApplication")
          .and()
          .doNotHaveFullyQualifiedName("io.sightline.query.StoreConfiguration")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..");

  static final ArchRule THE_SERVICE_KNOWS_A_POOL_OF_CONNECTIONS_AND_NO_MORE =
      noClasses()
          .that()
          .resideInAPackage(SERVICE)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("java.sql..", "javax.sql..").and(not(type(DataSource.class))));

  static final ArchRule THE_TIMELINES_HAVE_NO_CYCLES =
      slices().matching("io.sightline.source.(*)..").should().beFreeOfCycles();

  static final ArchRule THE_DOMAINS_PACKAGES_HAVE_NO_CYCLES =
      slices().matching("io.sightline.domain.(*)..").should().beFreeOfCycles();

  static final ArchRule THE_JOBS_CAPABILITIES_HAVE_NO_CYCLES =
      slices().matching("io.sightline.job.(*)..").should().beFreeOfCycles();

  static final ArchRule DECISIONS_HAVE_NO_CYCLES =
      slices().matching("io.sightline.analytics.(*)..").should().beFreeOfCycles();

  static final ArchRule THE_STORES_PACKAGES_HAVE_NO_CYCLES =
      slices().matching("io.sightline.store.(*)..").should().beFreeOfCycles();

  static final ArchRule THE_RUNS_PACKAGES_HAVE_NO_CYCLES =
      slices().matching("io.sightline.runs.(*)..").should().beFreeOfCycles().allowEmptyShould(true);

  static final ArchRule THE_MODELS_PACKAGES_HAVE_NO_CYCLES =
      slices().matching("io.sightline.models.(*)..").should().beFreeOfCycles();

  static final ArchRule CONTROLLERS_ARE_NOBODY_ELSES =
      classes()
          .that()
          .areAnnotatedWith("org.springframework.web.bind.annotation.RestController")
          .should()
          .notBePublic();

  private static final String USE_CASES = "io.sightline.query.*..";
  private static final String DOORS = "io.sightline.query.web..";

  static final ArchRule USE_CASES_KNOW_NO_HTTP_AND_NO_SQL =
      noClasses()
          .that()
          .resideInAPackage(USE_CASES)
          .and()
          .resideOutsideOfPackage(DOORS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              DOORS,
              "java.sql..",
              "javax.sql..",
              "org.springframework.jdbc..",
              "org.springframework.http..",
              "org.springframework.web..",
              "org.springframework.security.web..",
              "jakarta.servlet..",
              "jakarta.websocket..",
              "io.swagger..");

  static final ArchRule DOORS_KNOW_NO_SQL =
      noClasses()
          .that()
          .resideInAPackage(DOORS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.sql..",
              "javax.sql..",
              "org.springframework.jdbc..",
              "org.springframework.dao..",
              "org.springframework.transaction..",
              "org.postgresql..");

  static final ArchRule CONTROLLERS_STAND_AT_DOORS =
      classes()
          .that()
          .areAnnotatedWith("org.springframework.web.bind.annotation.RestController")
          .should()
          .resideInAPackage(DOORS);

  static final ArchRule DOORS_DO_NOT_KNOW_EACH_OTHER =
      slices().matching("io.sightline.query.web.(*)..").should().notDependOnEachOther();

  static final ArchRule THE_SERVICES_CAPABILITIES_HAVE_NO_CYCLES =
      slices().matching("io.sightline.query.(*)..").should().beFreeOfCycles();

  @TestFactory
  List<DynamicTest> everyRuleHolds() throws IllegalAccessException {
    assertThat(CLASSES).as("classes of every module").hasSizeGreaterThan(100);
    List<DynamicTest> tests = new ArrayList<>();
    for (String module : MAY_IMPORT.keySet().stream().sorted().toList()) {
      tests.add(
          DynamicTest.dynamicTest(
              "imports of " + module, () -> imports(module).allowEmptyShould(true).check(CLASSES)));
    }
    for (Field field : ArchitectureTest.class.getDeclaredFields()) {
      if (field.getType() == ArchRule.class) {
        ArchRule rule = (ArchRule) field.get(null);
        tests.add(DynamicTest.dynamicTest(field.getName(), () -> rule.check(CLASSES)));
      }
    }
    return tests;
  }
}
