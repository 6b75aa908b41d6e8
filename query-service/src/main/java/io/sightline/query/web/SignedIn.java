package io.sightline.query.web;

import io.sightline.query.access.Reader;
import java.util.List;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** Somebody who has proven who they are with this request. */
final class SignedIn extends AbstractAuthenticationToken {
  private static final long serialVersionUID = 1;

  private final transient Reader reader;

  SignedIn(Reader reader) {
    super(List.of(new SimpleGrantedAuthority("ROLE_" + reader.role())));
    this.reader = reader;
    setAuthenticated(true);
  }

  Reader reader() {
    return reader;
  }

  @Override
  public Object getCredentials() {
    return null;
  }

  @Override
  public Object getPrincipal() {
    return reader;
  }

  @Override
  public String getName() {
    return reader.username();
  }
}
