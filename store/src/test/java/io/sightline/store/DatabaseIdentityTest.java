package io.sightline.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DatabaseIdentityTest {
  @Test
  void twoDatabasesAreTwoAndEachIsTheSameAgain() {
    try (TestDatabase one = TestDatabase.create();
        TestDatabase other = TestDatabase.create()) {
      String id = one.address().with(DatabaseIdentity::of);
      assertThat(id)
          .matches("[0-9a-f]+-[0-9]+")
          .isEqualTo(one.address().with(DatabaseIdentity::of))
          .isNotEqualTo(other.address().with(DatabaseIdentity::of));
    }
  }
}
