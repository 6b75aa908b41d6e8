package io.sightline.standalone;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import jakarta.servlet.DispatcherType;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configuration.OAuth2AuthorizationServerConfiguration;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.filter.DelegatingFilterProxy;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

/**
 * An OpenID Connect provider that others wrote: Spring's authorization server, with its own page to
 * sign in, a public client that must use PKCE, and people whose groups it tells in its tokens.
 */
final class SpringProvider implements AutoCloseable {
  static final String CLIENT = "sightline-dashboard";
  static final String PASSWORD = "a-password-of-the-provider";

  private final Tomcat tomcat = new Tomcat();
  private volatile RSAKey key = newKey();

  /** What tokens say of themselves; null for what the provider says by itself. */
  private volatile String audience;

  private volatile String issuer;

  /**
   * @param folder for what the server writes
   * @param redirect the one address that browsers are sent back to
   */
  SpringProvider(Path folder, String redirect) throws Exception {
    tomcat.setBaseDir(folder.toString());
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    Context context = tomcat.addContext("", folder.toString());
    AnnotationConfigWebApplicationContext application = new AnnotationConfigWebApplicationContext();
    application.register(Settings.class);
    application.addBeanFactoryPostProcessor(
        beans -> {
          beans.registerSingleton("provider", this);
          beans.registerSingleton("redirect", redirect);
        });
    context.addServletContainerInitializer(
        (classes, servlets) -> {
          application.setServletContext(servlets);
          application.refresh();
          servlets
              .addFilter(
                  "security", new DelegatingFilterProxy("springSecurityFilterChain", application))
              .addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
          servlets.addServlet("dispatcher", new DispatcherServlet(application)).addMapping("/");
        },
        Set.of());
    tomcat.start();
  }

  private static RSAKey newKey() {
    try {
      return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  String uri() {
    return "http://127.0.0.1:" + tomcat.getConnector().getLocalPort();
  }

  /** Signs with another key from now on, and shows the one before no more. */
  void rotate() {
    key = newKey();
  }

  /**
   * @param audience that tokens are meant for from now on; null for the client, as usual
   * @param issuer that tokens name from now on; null for this one
   */
  void says(String audience, String issuer) {
    this.audience = audience;
    this.issuer = issuer;
  }

  @Override
  public void close() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
  }

  @Configuration
  @EnableWebSecurity
  @EnableWebMvc
  static class Settings {
    @Bean
    @Order(1)
    SecurityFilterChain protocol(HttpSecurity http) {
      return http.oauth2AuthorizationServer(
              server -> {
                http.securityMatcher(server.getEndpointsMatcher());
                server.oidc(Customizer.withDefaults());
              })
          .authorizeHttpRequests(all -> all.anyRequest().authenticated())
          .exceptionHandling(
              when -> when.authenticationEntryPoint(new LoginUrlAuthenticationEntryPoint("/login")))
          .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain page(HttpSecurity http) {
      return http.authorizeHttpRequests(all -> all.anyRequest().authenticated())
          .formLogin(Customizer.withDefaults())
          .build();
    }

    /** Their groups are their authorities. */
    @Bean
    UserDetailsService people() {
      return new InMemoryUserDetailsManager(
          person("nora", "gate-north"), person("root", "admins"), person("none", "others"));
    }

    private static org.springframework.security.core.userdetails.UserDetails person(
        String name, String group) {
      return User.withUsername(name).password("{noop}" + PASSWORD).authorities(group).build();
    }

    @Bean
    RegisteredClientRepository clients(String redirect) {
      return new InMemoryRegisteredClientRepository(
          RegisteredClient.withId("1")
              .clientId(CLIENT)
              .clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
              .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
              .redirectUri(redirect)
              .scopes(scopes -> scopes.addAll(List.of("openid", "profile", "email")))
              .clientSettings(
                  ClientSettings.builder()
                      .requireProofKey(true)
                      .requireAuthorizationConsent(false)
                      .build())
              .build());
    }

    @Bean
    JWKSource<SecurityContext> keys(SpringProvider provider) {
      return (selector, context) -> selector.select(new JWKSet(provider.key));
    }

    @Bean
    JwtDecoder decoder(JWKSource<SecurityContext> keys) {
      return OAuth2AuthorizationServerConfiguration.jwtDecoder(keys);
    }

    @Bean
    AuthorizationServerSettings settings() {
      return AuthorizationServerSettings.builder().build();
    }

    @Bean
    OAuth2TokenCustomizer<JwtEncodingContext> tokens(SpringProvider provider) {
      return context -> {
        context
            .getClaims()
            .claim("preferred_username", context.getPrincipal().getName())
            .claim(
                "groups",
                context.getPrincipal().getAuthorities().stream()
                    .map(one -> one.getAuthority())
                    .toList());
        if (provider.audience != null) {
          context.getClaims().audience(List.of(provider.audience));
        }
        if (provider.issuer != null) {
          context.getClaims().issuer(provider.issuer);
        }
      };
    }
  }
}
