package io.sightline.query.web.visionai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HeldCharactersTest {
  private record Message(String address, int characters) {}

  @Test
  void whatIsRefusedLeavesTheOthersTheirRoom() {
    HeldCharacters held = new HeldCharacters(100, 60);
    assertThat(held.hold("a", 60)).isTrue();
    assertThat(held.hold("a", 1)).as("more than one address may").isFalse();
    assertThat(held.hold("b", 41)).as("more than all may").isFalse();
    assertThat(held.hold("b", 40)).isTrue();
    // Refused for the sake of all: what it holds already still counts.
    assertThat(held.hold("b", 30)).isFalse();
    held.letGo("a", 60);
    assertThat(held.hold("b", 21)).isFalse();
    assertThat(held.hold("b", 20)).isTrue();
  }

  @Property
  void itIsTheSumOfWhatIsHeld(@ForAll @Size(max = 60) List<@IntRange(max = 400) Integer> steps) {
    HeldCharacters held = new HeldCharacters(100, 60);
    List<Message> messages = new ArrayList<>();
    for (int step : steps) {
      if (step % 4 == 0 && !messages.isEmpty()) {
        Message oldest = messages.remove(0);
        held.letGo(oldest.address(), oldest.characters());
        continue;
      }
      Message message = new Message("ab".substring(step % 2, step % 2 + 1), step / 5);
      int all = messages.stream().mapToInt(Message::characters).sum() + message.characters();
      int ofThisOne =
          messages.stream()
                  .filter(other -> other.address().equals(message.address()))
                  .mapToInt(Message::characters)
                  .sum()
              + message.characters();
      boolean fits = all <= 100 && ofThisOne <= 60;
      assertThat(held.hold(message.address(), message.characters())).isEqualTo(fits);
      if (fits) {
        messages.add(message);
      }
    }
  }
}
