package dev.trimtab.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.testkit.Seeds;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyPatternTest {

  private record Page(long conversation, int number) {}

  private static final KeyParts<Page> PAGE_PARTS =
      new KeyParts<>() {
        @Override
        public List<String> toParts(Page key) {
          return List.of(String.valueOf(key.conversation()), String.valueOf(key.number()));
        }

        @Override
        public Page fromParts(List<String> parts) {
          return new Page(Long.parseLong(parts.get(0)), Integer.parseInt(parts.get(1)));
        }
      };

  @Test
  void keysReadLikeTheirPattern() {
    var pages = KeyPattern.of("conv:{id}:messages:page:{n}", PAGE_PARTS);
    assertThat(pages.render(new Page(17, 3))).isEqualTo("v1:conv:17:messages:page:3");
    assertThat(pages.entity(new Page(17, 3))).contains("conv:17");
    assertThat(pages.parse("v1:conv:17:messages:page:3")).contains(new Page(17, 3));
    assertThat(pages.parse("v1:conv:17:messages:page")).isEmpty();
    assertThat(pages.parse("v1:conv:17:files:page:3")).isEmpty();
  }

  @Test
  void versionsAndTenantsHaveKeysOfTheirOwn() {
    KeyPattern<String> users = KeyPattern.ofString("user:{id}");
    assertThat(users.version(2).render("17")).isEqualTo("v2:user:17");
    var perTenant = users.perTenant();
    assertThat(perTenant.render(new Tenanted<>("acme", "17"))).isEqualTo("v1@acme:user:17");
    assertThat(perTenant.entity(new Tenanted<>("acme", "17"))).contains("@acme:user:17");
    assertThat(perTenant.parse("v1@acme:user:17")).contains(new Tenanted<>("acme", "17"));
    assertThat(perTenant.parse("v1:user:17")).isEmpty();
    assertThat(users.parse("v1@acme:user:17")).isEmpty();
  }

  /** Concatenated keys of two users could be equal: "a:b" + "c" and "a" + "b:c". */
  @Test
  void differentKeysNeverHaveTheSameText() {
    var users = KeyPattern.ofString("user:{id}").perTenant();
    Seeds.each(random -> {
      var one = new Tenanted<>(text(random), text(random));
      var other = new Tenanted<>(text(random), text(random));
      assertThat(users.render(one).equals(users.render(other))).isEqualTo(one.equals(other));
      assertThat(users.parse(users.render(one))).contains(one);
    });
  }

  private static String text(java.util.random.RandomGenerator random) {
    var text = new StringBuilder();
    do {
      text.append("a:%@{*".charAt(random.nextInt(6)));
    } while (random.nextInt(3) > 0);
    return text.toString();
  }

  @Test
  void refusesPatternsThatCannotWork() {
    for (String broken : List.of("", "{id}", "user:", "user:{}", "us er:{id}", "user:*")) {
      assertThatThrownBy(() -> KeyPattern.ofLong(broken))
          .as(broken)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(broken);
    }
    assertThatThrownBy(() -> KeyPattern.ofLong("conv:{id}:page:{n}"))
        .hasMessageContaining("2 placeholders");
  }

  @Test
  void refusesAKeyThatIsReallyAValue() {
    assertThatThrownBy(() -> KeyPattern.ofString("user:{id}").render("x".repeat(2_000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2005 characters and 1024 are allowed");
  }
}
