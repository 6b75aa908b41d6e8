package io.sightline.query.predictions;

import io.sightline.domain.settings.Settings;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where answers are remembered. */
@Configuration(proxyBeanMethods = false)
class PredictionConfiguration {
  @Bean
  PredictionCache predictionCache(Settings settings) {
    Duration expire = settings.get(Settings.CACHE_EXPIRE);
    PredictionCache memory = new MemoryCache(expire);
    String redis = settings.get(Settings.CACHE_REDIS_URL);
    return redis == null ? memory : new RedisCache(redis, expire, memory);
  }
}
