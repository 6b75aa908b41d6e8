package io.sightline.query.web;

import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** What files that are served say they are, where that is not known of their names. */
@Configuration(proxyBeanMethods = false)
class StaticFiles implements WebMvcConfigurer {
  @Override
  public void configureContentNegotiation(ContentNegotiationConfigurer content) {
    content.mediaType("yaml", MediaType.APPLICATION_YAML);
  }
}
