package io.sightline.query.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.store.DatabaseAddress;
import io.sightline.store.TestDatabase;
import io.sightline.store.health.DatabasePulse;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class HealthTest {

  private static DatabasePulse pulse(DatabaseAddress address) {
    return new DatabasePulse(
        new DriverManagerDataSource(address.url(), address.user(), address.password()));
  }

  @Test
  void theServiceIsReadyWhileTheDatabaseAnswers() {
    Health health;
    try (TestDatabase database = TestDatabase.create()) {
      health = new Health(pulse(database.address()), "Sightline", "1.2");
      assertThat(health.now())
          .isEqualTo(new Health.Condition("Sightline", "1.2", true))
          .returns(true, Health.Condition::isReady);
    }
    assertThat(health.now()).returns(false, Health.Condition::isReady);
  }
}
