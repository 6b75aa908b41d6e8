'use strict';

window.addEventListener('DOMContentLoaded', () => {
  SwaggerUIBundle({url: '/openapi.json', dom_id: '#reference', validatorUrl: null});
});
