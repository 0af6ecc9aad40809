package dev.trimtab.cache;

import dev.trimtab.cache.jedis.JedisSecondLevel;
import dev.trimtab.cache.lettuce.LettuceSecondLevel;
import java.time.Duration;

/** The clients through which a Redis is a second level. What is promised holds for each. */
enum Client {
  LETTUCE {
    @Override
    SecondLevel to(String uri) {
      return LettuceSecondLevel.of(uri);
    }

    @Override
    SecondLevel to(String uri, Duration commandTimeout) {
      return LettuceSecondLevel.of(uri, commandTimeout);
    }
  },

  JEDIS {
    @Override
    SecondLevel to(String uri) {
      return JedisSecondLevel.of(uri);
    }

    @Override
    SecondLevel to(String uri, Duration commandTimeout) {
      return JedisSecondLevel.of(uri, commandTimeout);
    }
  };

  abstract SecondLevel to(String uri);

  abstract SecondLevel to(String uri, Duration commandTimeout);
}
