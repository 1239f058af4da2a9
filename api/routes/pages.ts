/** The built admin UI: files with a hash in their name live for ever, the page itself is asked for each time. */

import express, { Router } from 'express';
import path from 'node:path';

export function pageRoutes(folder: string): Router {
  const router = Router();
  router.use(
    express.static(folder, {
      index: false,
      setHeaders: (response, file) => {
        const isHashed = file.includes(`${path.sep}assets${path.sep}`);
        response.set('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    }),
  );
  // Addresses inside the UI are its own business; a file that is not there stays not there.
  router.get(/^(?!\/(api|webhooks|health)(\/|$))[^.]*$/, (_request, response) => {
    response.set('Cache-Control', 'no-cache').sendFile(path.join(folder, 'index.html'));
  });
  return router;
}
