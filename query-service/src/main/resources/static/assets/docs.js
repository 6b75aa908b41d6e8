'use strict';

window.addEventListener('DOMContentLoaded', () => {
  SwaggerUIBundle({
    url: '/openapi.json',
    dom_id: '#reference',
    validatorUrl: null,
    // The token that Authorize was given goes with each request, and is asked for again in another tab.
    persistAuthorization: false,
    displayRequestDuration: true,
    filter: true,
  });
});
