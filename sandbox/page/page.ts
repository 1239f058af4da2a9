/** Serves the page with the phones: plain HTML, a script and a style sheet, nothing built. */

import express, { type Router } from 'express';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export interface PageOptions {
  adminUrl: string | null;
  hasBooking: boolean;
}

/** The files lie beside the source; the compiled copy under dist/ serves the same ones. */
function assetFolder(): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const beside = path.join(here, 'assets');
  return existsSync(beside) ? beside : path.join(here, '..', '..', '..', 'sandbox', 'page', 'assets');
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

export function createPage({ adminUrl, hasBooking }: PageOptions): Router {
  const folder = assetFolder();
  const router = express.Router();
  const link = (href: string, words: string, testId: string) =>
    `<a href="${escaped(href)}" data-testid="${testId}">${words}</a>`;
  router.get('/', (_request, response) => {
    const links = [
      hasBooking ? link('/booking/calendar/', 'Calendar', 'link-calendar') : '',
      adminUrl === null ? '' : link(adminUrl, 'Reprise', 'link-admin'),
    ];
    response
      .type('html')
      .set('content-security-policy', "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
      .send(readFileSync(path.join(folder, 'index.html'), 'utf8').replace('<!-- links -->', links.join('')));
  });
  router.use('/page', express.static(folder, { index: false, cacheControl: false }));
  return router;
}
