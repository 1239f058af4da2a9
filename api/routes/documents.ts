/** The OpenAPI document and its explorer, served from this machine only. */

import express, { Router } from 'express';
import { createRequire } from 'node:module';
import path from 'node:path';
import { explorerPolicy } from '../middleware/security-headers.ts';

const FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];
const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Reprise API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="/api/docs/favicon-32x32.png"><link rel="stylesheet" href="/api/docs/swagger-ui.css"></head>
<body><div id="explorer"></div><script src="/api/docs/swagger-ui-bundle.js"></script><script src="/api/docs/start.js"></script></body>
</html>
`;
const START = `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#explorer', validatorUrl: null, deepLinking: true });\n`;

export function documentRoutes(document: () => unknown): Router {
  const router = Router();
  const folder = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  let made: unknown;
  router.get('/api/openapi.json', (_request, response) => {
    made ??= document();
    response.set('Cache-Control', 'no-cache').json(made);
  });
  router.get('/api/docs', explorerPolicy, (_request, response) => {
    response.type('html').send(PAGE);
  });
  router.get('/api/docs/start.js', (_request, response) => {
    response.type('text/javascript').send(START);
  });
  for (const file of FILES) router.use(`/api/docs/${file}`, express.static(path.join(folder, file), { maxAge: '1d' }));
  return router;
}
